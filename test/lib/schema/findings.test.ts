import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../lib/case/types.ts'
import { schemaFindings } from '../../../lib/schema/findings.ts'
import { type Validator, validateCase, validateConfig } from '../../../lib/schema/generated/validators.js'
import { aPolicyCase, aProdBug } from '../../fakes/a-case.ts'

const where = { path: 'a.yaml', lineOf: (): number => 1 }
const find = (validator: Validator, value: unknown) => schemaFindings(validator, value, 'case', where)

const value = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    1.5,
    5000,
    '',
    ' ',
    'x',
    'a\nb',
    '30s',
    'prod-bug',
    'policy',
    'SHOP-1',
    [],
    {},
    ['x'],
    [1],
    [[]],
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
)
const CASE_NAMES = [
  ...Object.keys(aProdBug().build()),
  'policy',
  'source',
  'assert',
  'tags',
  'shipped_error',
  'repeat',
  'postmortem_link',
  '__proto__',
  'x',
]
const CONFIG_NAMES = [
  'set',
  'path',
  'target',
  'bugs',
  'capture',
  'graders',
  'smoke',
  'reuse',
  'base',
  'push',
  'worktree',
  'tiers',
  'x',
]
const TARGET_NAMES = ['command', 'http', 'module', 'mode', 'workers', 'timeout', 'env', 'inputs', 'x']

/** Changes a valid document at random fields, each to anything or away. */
const changed = (names: readonly string[], start: JsonObject) =>
  fc
    .array(fc.tuple(fc.constantFrom(...names), fc.option(value, { nil: undefined })), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const fields = new Map<string, Json | undefined>([...Object.entries(start), ...changes])
      return Object.fromEntries([...fields].filter(([, one]) => one !== undefined))
    })

const target = fc.dictionary(fc.constantFrom(...TARGET_NAMES), value, { maxKeys: 4, noNullPrototype: true })
const LAWS: readonly [string, Validator, fc.Arbitrary<unknown>][] = [
  ['production bug', validateCase, changed(CASE_NAMES, aProdBug().build() as unknown as JsonObject)],
  ['policy case', validateCase, changed(CASE_NAMES, aPolicyCase().build() as unknown as JsonObject)],
  ['value taken for a case', validateCase, fc.jsonValue()],
  ['configuration', validateConfig, changed(CONFIG_NAMES, {})],
  ['target', validateConfig, target.map((one) => ({ target: one }))],
]

describe('schemaFindings', () => {
  it.each(LAWS)(
    'finds something in each %s that the schema refuses, and nothing in any other',
    (_, validator, documents) => {
      fc.assert(
        fc.property(documents, (document) => {
          const findings = find(validator, document)
          expect(findings.length > 0).toBe(!validator(document))
          for (const { message, hint } of findings) {
            expect(`${message} ${hint}`).not.toMatch(/undefined|\[object|\n/)
            expect([message.trim(), hint.trim()]).toEqual([message, hint])
          }
        }),
        { numRuns: 2000 },
      )
    },
  )

  it('says each thing once', () => {
    const messages = find(validateCase, { bug_link: ['x', 'x'] }).map((finding) => finding.message)
    expect(new Set(messages).size).toBe(messages.length)
  })

  it('says something even of a fault that no rule here knows', () => {
    const fault = {
      instancePath: '/a',
      schemaPath: '#/x',
      keyword: 'multipleOf',
      params: {},
      message: 'must be multiple of 2',
    }
    const validator: Validator = Object.assign(() => false, { errors: [fault] })
    expect(find(validator, { a: 3 })).toEqual([
      {
        code: 'case',
        message: '"a" is 3, which must be multiple of 2',
        hint: 'mend the value',
        path: 'a.yaml',
        line: 1,
      },
    ])
  })
})
