import { invalid } from '../problem.ts'
import { without } from './ranges.ts'
import type { Find, Finder, Range, RedactRule } from './types.ts'

interface CompiledRule {
  readonly name: string
  readonly pattern: RegExp
}

/** Compiles the user's rules to a finder, which is only to be called under a time budget; throws `bad-redact-rule`. */
export function compileRules(rules: readonly RedactRule[], standIns: RegExp): Finder {
  const compiled = rules.map(compile)
  return (text) => compiled.flatMap((rule) => findByRule(rule, text, standIns))
}

function compile({ name, pattern }: RedactRule): CompiledRule {
  try {
    return { name, pattern: new RegExp(pattern, hasUnicodeFault(pattern) ? 'g' : 'gu') }
  } catch (cause) {
    throw invalid(
      'bad-redact-rule',
      `redaction rule "${name}" has pattern "${pattern}", which is no regular expression`,
      {
        hints: ['mend the pattern in casebook.yaml under capture.redact'],
        cause,
      },
    )
  }
}

/** The unicode flag is wanted, but it refuses escapes that people write, such as `\-`. */
function hasUnicodeFault(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return false
  } catch {
    return true
  }
}

/** Stand-ins inside a match stay: what is around them goes. */
function findByRule({ name, pattern }: CompiledRule, text: string, standIns: RegExp): Find[] {
  const settled = Array.from(text.matchAll(standIns), toRange)
  return Array.from(text.matchAll(pattern), toRange)
    .flatMap((range) => without(range, settled))
    .map((range) => ({ family: 'rule', kind: name, ...range }))
}

const toRange = ({ 0: found, index }: RegExpExecArray): Range => ({ start: index, end: index + found.length })
