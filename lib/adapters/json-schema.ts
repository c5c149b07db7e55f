import { createRequire } from 'node:module'
import type { Ajv2020 } from 'ajv/dist/2020.js'
import type { Json } from '../case/types.ts'
import type { CompileSchema } from '../ports.ts'
import { invalid } from '../problem.ts'

const require = createRequire(import.meta.url)
let loaded: Ajv2020 | null = null

/** ajv is loaded at the first schema: most runs have none. */
function ajv(): Ajv2020 {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  loaded ??= new Ajv2020({
    allErrors: false,
    strict: false,
    logger: false,
    validateFormats: false,
    addUsedSchema: false,
  })
  return loaded
}

/** Compiles a JSON Schema (draft 2020-12). A `$ref` that leads out of the schema is refused: nothing is ever fetched. */
export const compileSchema: CompileSchema = (schema) => {
  try {
    const validate = ajv().compile(withoutDraft(schema))
    return (value) =>
      validate(value)
        ? []
        : (validate.errors ?? []).map((fault) => `${fault.instancePath || 'the value'} ${fault.message}`)
  } catch (error) {
    throw invalid('bad-schema', `not a usable JSON Schema: ${(error as Error).message}`, {
      hints: ['mend the schema; a $ref must stay inside it'],
    })
  }
}

/** Older drafts differ in little that a case's schema uses; a `$schema` that ajv has no meta-schema for would refuse them all. */
function withoutDraft(schema: Json): object | boolean {
  if (typeof schema === 'boolean') return schema
  const { $schema: _draft, $id: _id, ...rest } = schema as Record<string, Json>
  return rest
}
