import type { Finding } from '../problem.ts'
import type { SchemaFault, Validator } from './generated/validators.js'

export interface Located {
  readonly path: string
  lineOf(path: readonly (string | number)[]): number
}

/**
 * Turns what a compiled schema says of `value` into findings that a person can act on.
 * Of the faults of one place the most telling is kept: an `anyOf` is silent where a branch already spoke.
 */
export function schemaFindings(validator: Validator, value: unknown, code: string, where: Located): Finding[] {
  if (validator(value)) return []
  const seen = new Set<string>()
  return (validator.errors ?? []).flatMap((fault) => {
    const said = explainFault(fault, value)
    if (said === null || seen.has(said.message)) return []
    seen.add(said.message)
    return [{ code, ...said, path: where.path, line: where.lineOf(pathOf(fault.instancePath)) }]
  })
}

type Said = { message: string; hint: string }

const WORDS: Readonly<Record<string, string>> = {
  'captured_at': 'a date such as "2026-11-22", quoted',
  'bug_link': 'an http(s) URL or a key such as SHOP-412',
  'postmortem_link': 'an http(s) URL',
  'id': 'reg-YYYY-MM-DD-xxxxxx with six lower-case hex digits',
}

function explainFault(fault: SchemaFault, root: unknown): Said | null {
  const name = nameOf(fault.instancePath)
  const value = quote(valueAt(root, pathOf(fault.instancePath)))
  switch (fault.keyword) {
    case 'required':
      return { message: `${inside(fault.instancePath)}lacks "${fault.params['missingProperty']}"`, hint: `add ${fault.params['missingProperty']}: …` }
    case 'additionalProperties':
      return {
        message: `${inside(fault.instancePath)}has the unknown field "${fault.params['additionalProperty']}"`,
        hint: 'correct the name or remove it',
      }
    case 'enum':
      return { message: `${name} is ${value}`, hint: `one of: ${(fault.params['allowedValues'] as unknown[]).join(', ')}` }
    case 'type':
      return { message: `${name} is ${value}, not ${article(String(fault.params['type']))}`, hint: `write ${article(String(fault.params['type']))}` }
    case 'pattern':
      return { message: `${name} is ${value}`, hint: `write ${WORDS[lastName(fault.instancePath)] ?? patternWords(fault)}` }
    case 'minimum':
    case 'maximum':
      return { message: `${name} is ${value}`, hint: `the ${fault.keyword} is ${fault.params['limit']}` }
    case 'minItems':
      return { message: `${name} is empty`, hint: 'give at least one item, or remove the field' }
    case 'oneOf':
      return { message: `${name} must have exactly one of: command, http, module`, hint: 'keep one of them' }
    default:
      return null
  }
}

function patternWords(fault: SchemaFault): string {
  const pattern = String(fault.params['pattern'])
  if (pattern.includes('ms|s|m|h|d')) return 'a duration such as "30s", "5m" or "90d"'
  if (pattern.includes('\\.\\.')) return 'a path inside the repository, relative, with forward slashes'
  if (pattern.startsWith('^https?')) return 'an http(s) URL'
  if (pattern.includes('\\r\\n')) return 'one line of text'
  return `something that matches ${pattern}`
}

const pathOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))

const nameOf = (pointer: string): string => (pointer === '' ? 'the file' : `"${pathOf(pointer).join('.')}"`)
const inside = (pointer: string): string => (pointer === '' ? '' : `"${pathOf(pointer).join('.')}" `)
const lastName = (pointer: string): string => String(pathOf(pointer).findLast((part) => typeof part === 'string') ?? '')
const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], root)
}

function quote(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'undefined')
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
