import type { Finding } from '../problem.ts'
import { schemaFindings } from '../schema/findings.ts'
import { type SchemaFault, type Validator, validateCase } from '../schema/generated/validators.js'
import { CASE_ID } from './id.ts'
import { readYaml, type YamlReading } from './read-yaml.ts'
import { type Case, FIELDS, type Json, type OpenCase } from './types.ts'

export type Reading<T> = { readonly value: T } | { readonly findings: readonly Finding[] }

/** Parses a case of the set: strict YAML, the schema, and an id that equals the file name. Findings name file and line. */
export function parseCase(bytes: Uint8Array, path: string): Reading<Case> {
  return parse<Case>(bytes, path, validateCase)
}

/** Parses a case of the inbox, in which every field but the id may still be missing. */
export function parseOpenCase(bytes: Uint8Array, path: string): Reading<OpenCase> {
  return parse<OpenCase>(bytes, path, validateOpenCase)
}

/** The fields that an inbox case still needs before it can be admitted, in the writer's order. */
export function openFields(one: OpenCase): string[] {
  validateCase(one)
  const missing = (validateCase.errors ?? []).filter(isAbsence)
  const names = missing.flatMap((fault) =>
    fault.keyword === 'required' ? [String(fault.params['missingProperty'])] : [],
  )
  return FIELDS.filter((name) => names.includes(name) && !SECOND.has(name))
}

/** Of two fields that stand for each other only the first is asked for. */
const SECOND: ReadonlySet<string> = new Set(['postmortem_link', 'shipped_error', 'assert'])

const validateOpenCase: Validator = Object.assign(
  (value: unknown): boolean => {
    validateCase(value)
    const faults = (validateCase.errors ?? []).filter((fault) => !isAbsence(fault) || lacksId(fault))
    validateOpenCase.errors = faults
    return faults.length === 0
  },
  { errors: null as readonly SchemaFault[] | null },
)

const isAbsence = (fault: SchemaFault): boolean =>
  fault.instancePath === '' && ['required', 'anyOf', 'if', 'oneOf'].includes(fault.keyword)
const lacksId = (fault: SchemaFault): boolean => fault.params['missingProperty'] === 'id'

function parse<T extends { id: string }>(bytes: Uint8Array, path: string, validator: Validator): Reading<T> {
  const read = readYaml(bytes, path)
  if ('findings' in read) return read
  const findings = [
    ...schemaFindings(validator, read.value, 'case', { path, lineOf: read.lineOf }),
    ...idFindings(read, path),
  ]
  return findings.length > 0 ? { findings } : { value: read.value as unknown as T }
}

function idFindings(read: YamlReading, path: string): Finding[] {
  const id = (read.value as { id?: Json } | null)?.id
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.yaml$/, '')
  if (typeof id !== 'string' || !CASE_ID.test(id) || id === name) return []
  return [
    {
      code: 'case-id',
      message: `the id "${id}" is not the file's name "${name}"`,
      hint: `rename the file to ${id}.yaml`,
      path,
      line: read.lineOf(['id']),
    },
  ]
}
