import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { PROJECT } from './sandbox.ts'

/** Expects that a document is one by the schema that the package ships for its format. */
export function expectValid(document: Record<string, unknown>): void {
  const name = /^casebook-(.+)\/1$/.exec(String(document['format']))?.[1]
  const schema = JSON.parse(readFileSync(join(PROJECT, `dist/schema/${name}.schema.json`), 'utf8')) as object
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false })
  expect(ajv.validate(schema, document) ? [] : ajv.errors).toEqual([])
}
