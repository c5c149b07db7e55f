import type { AnySchema } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { invalid, unavailable } from '../../lib/problem.ts'
import type { JudgeTools } from '../../lib/verdict/types.ts'

/** Tools as the shell injects them, but without a time budget and without a grader that answers. */
export const judgeTools = (changed: Partial<JudgeTools> = {}): JudgeTools => ({
  bounded: (work) => work(),
  grade: async (name) => {
    throw unavailable('grader-down', `grader "${name}" did not answer`)
  },
  compileSchema,
  ...changed,
})

/** Tools whose time budget is used up. */
export const spentTools = (): JudgeTools =>
  judgeTools({
    bounded: () => {
      throw unavailable('assertion-too-slow', 'the assertions took longer than 2 s', {
        hints: ['make the pattern simpler'],
      })
    },
  })

const compileSchema: JudgeTools['compileSchema'] = (schema) => {
  const validate = compile(schema as AnySchema)
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`.trim())
}

function compile(schema: AnySchema) {
  try {
    return new Ajv2020({ strict: false, allErrors: true, logger: false }).compile(schema)
  } catch (cause) {
    throw invalid('bad-schema', 'the schema does not compile', { cause })
  }
}
