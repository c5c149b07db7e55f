import type { Finding } from '../problem.ts'
import type { Validator } from './generated/validators.js'
import { type TellingFault, tellingFaults } from './telling-faults.ts'

export interface Located {
  readonly path: string
  lineOf(path: readonly (string | number)[]): number
}

/** Findings told of one file: past that, they tell nothing new. */
const MAX_FINDINGS = 20

/** Turns what a compiled schema says of `value` into findings that a person can act on: none only where it is valid. */
export function schemaFindings(validator: Validator, value: unknown, code: string, where: Located): Finding[] {
  if (validator(value)) return []
  const findings = new Map<string, Finding>()
  for (const fault of tellingFaults(validator.errors ?? [])) {
    const said = explainFault(fault, value)
    if (findings.has(said.message)) continue
    findings.set(said.message, { code, ...said, path: where.path, line: where.lineOf(pathOf(fault.instancePath)) })
    if (findings.size === MAX_FINDINGS) break
  }
  return [...findings.values()]
}

type Said = { message: string; hint: string }

const WORDS: Readonly<Record<string, string>> = {
  captured_at: 'a date such as "2026-11-22"',
  bug_link: 'an http(s) URL or a key such as SHOP-412',
  postmortem_link: 'an http(s) URL',
  id: 'reg-YYYY-MM-DD-xxxxxx with six lower-case hex digits',
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  object: 'a map of fields',
  string: 'a string',
}

function explainFault(fault: TellingFault, root: unknown): Said {
  const at = pathOf(fault.instancePath)
  const is = `${nameOf(at)} is ${quote(valueAt(root, at))}`
  switch (fault.keyword) {
    case 'required':
      return lacks(at, [String(fault.params['missingProperty'])])
    case 'anyOf':
      return lacks(at, fault.alternatives ?? [])
    case 'oneOf':
      return explainOneOf(fault, at)
    case 'additionalProperties':
      return {
        message: `${inside(at)}has the unknown field ${quote(fault.params['additionalProperty'])}`,
        hint: 'correct the name or remove it',
      }
    case 'enum':
      return { message: is, hint: `one of: ${(fault.params['allowedValues'] as unknown[]).join(', ')}` }
    case 'type':
      return explainType(fault, is, valueAt(root, at))
    case 'pattern':
      return { message: is, hint: `write ${WORDS[lastName(at)] ?? patternWords(String(fault.params['pattern']))}` }
    case 'minimum':
    case 'maximum':
      return { message: is, hint: `the ${fault.keyword} is ${fault.params['limit']}` }
    case 'minItems':
      return { message: `${nameOf(at)} is empty`, hint: 'give at least one item, or remove the field' }
    default:
      return { message: `${is}, which ${fault.message ?? 'is wrong'}`, hint: 'mend the value' }
  }
}

function lacks(at: readonly (string | number)[], fields: readonly string[]): Said {
  const hint = fields.map((name) => `${name}: …`).join(' or ')
  return { message: `${inside(at)}lacks ${listed(fields.map((name) => `"${name}"`))}`, hint: `add ${hint}` }
}

function explainOneOf(fault: TellingFault, at: readonly (string | number)[]): Said {
  if (fault.alternatives?.length) return lacks(at, fault.alternatives)
  return { message: `${inside(at)}has more than one of "command", "http" and "module"`, hint: 'keep one of them' }
}

function explainType(fault: TellingFault, is: string, value: unknown): Said {
  const types = fault.alternatives ?? [String(fault.params['type'])]
  const wanted = listed(types.filter((type) => type !== 'null').map((type) => TYPES[type] ?? type))
  if (fault.instancePath === '' && value === null) return { message: 'the file is empty', hint: `write ${wanted}` }
  return { message: `${is}, not ${wanted}`, hint: `write ${wanted}` }
}

function patternWords(pattern: string): string {
  if (pattern.includes('ms|s|m|h|d')) return 'a duration such as "30s", "5m" or "90d"'
  if (pattern.includes('\\.\\.')) return 'a path inside the folder of the configuration, relative, with forward slashes'
  if (pattern.startsWith('^https?') || pattern.startsWith('^(https?')) return 'an http(s) URL'
  if (pattern.includes('\\r\\n')) return 'one line of text'
  if (pattern === '\\S' || pattern === '[^\\s]') return 'some text'
  return `something that matches ${pattern}`
}

const pathOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))

const nameOf = (at: readonly (string | number)[]): string => (at.length === 0 ? 'the file' : quote(at.join('.')))
const inside = (at: readonly (string | number)[]): string => (at.length === 0 ? '' : `${nameOf(at)} `)
const lastName = (at: readonly (string | number)[]): string =>
  String(at.findLast((part) => typeof part === 'string') ?? '')
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], root)
}

/** Quotes as JSON, so that a line feed can't fake a message of ours; cut to 80 characters. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 79).replace(/[\ud800-\udbff]$/, '')}…` : text
}
