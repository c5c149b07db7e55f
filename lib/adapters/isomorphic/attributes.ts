import { needsGit } from '../git-problems.ts'
import { compilePathPattern, type PathTest } from './path-pattern.ts'

/** True: set, false: unset (`-text`), null: back to unspecified (`!text`), text: `eol=lf`. */
export type AttributeValue = string | boolean | null

interface AttributeRule {
  readonly isMatch: PathTest
  readonly values: readonly (readonly [name: string, value: AttributeValue])[]
}

/** One file of attributes: its rules, and the macros it defines. */
export interface AttributeList {
  readonly rules: readonly AttributeRule[]
  readonly macros: ReadonlyMap<string, AttributeRule['values']>
}

const BINARY: AttributeRule['values'] = [
  ['diff', false],
  ['merge', false],
  ['text', false],
]

/** Parses the bytes of a gitattributes file, as latin1, that governs `folder` (empty, or with a final slash). */
export function parseAttributes(text: string, folder: string, ignoreCase: boolean): AttributeList {
  const rules: AttributeRule[] = []
  const macros = new Map<string, AttributeRule['values']>()
  for (const line of text.replace(/^\u00EF\u00BB\u00BF/, '').split('\n')) {
    const words = splitLine(line)
    const [pattern, ...states] = words
    if (pattern === undefined || pattern.startsWith('#')) continue
    const values = states.map(parseState)
    if (pattern.startsWith('[attr]')) macros.set(pattern.slice(6), values)
    else if (!pattern.startsWith('!') && !pattern.endsWith('/'))
      rules.push({ isMatch: compilePathPattern(pattern, folder, ignoreCase), values })
  }
  return { rules, macros }
}

function splitLine(line: string): string[] {
  const text = line.replace(/^[ \t\r\f\v]+/, '')
  if (!text.startsWith('"')) return text.split(/[ \t\r\f\v]+/).filter(Boolean)
  const quoted = /^"((?:[^"\\]|\\.)*)"(.*)$/s.exec(text)
  if (!quoted || /\\[^"\\]/.test(quoted[1]!)) throw needsGit(`the attributes of the pattern ${text.slice(0, 60)}`)
  return [quoted[1]!.replace(/\\(.)/g, '$1'), ...quoted[2]!.split(/[ \t\r\f\v]+/).filter(Boolean)]
}

function parseState(word: string): readonly [string, AttributeValue] {
  if (word.startsWith('-')) return [word.slice(1), false]
  if (word.startsWith('!')) return [word.slice(1), null]
  const equals = word.indexOf('=')
  return equals < 0 ? [word, true] : [word.slice(0, equals), word.slice(equals + 1)]
}

/** The attributes of a path by lists from the strongest to the weakest; the last line of a list wins. */
export function attributesOf(lists: readonly AttributeList[], path: string): ReadonlyMap<string, AttributeValue> {
  const macros = new Map<string, AttributeRule['values']>([['binary', BINARY]])
  for (const list of [...lists].reverse()) for (const [name, values] of list.macros) macros.set(name, values)
  const decided = new Map<string, AttributeValue>()
  const decide = (values: AttributeRule['values']): void => {
    for (const [name, value] of [...values].reverse()) {
      if (decided.has(name)) continue
      decided.set(name, value)
      if (value === true) decide(macros.get(name) ?? [])
    }
  }
  for (const { rules } of lists)
    for (const { isMatch, values } of [...rules].reverse()) if (isMatch(path, false)) decide(values)
  return decided
}
