import type { Json, JsonObject } from '../case/types.ts'
import { isList } from './kind.ts'

/** Counts the tests that promptfoo makes of one. */
export const countCombinations = (vars: JsonObject): number =>
  Object.values(vars).reduce<number>((count, value) => count * valuesOf(value).length, 1)

/** Makes the tests that promptfoo makes of one: a variable that lists texts stands for each of them in turn. */
export function expandVars(vars: JsonObject): readonly JsonObject[] {
  let made: [string, Json][][] = [[]]
  for (const [key, value] of Object.entries(vars)) {
    made = made.flatMap((entries) => valuesOf(value).map((one): [string, Json][] => [...entries, [key, one]]))
  }
  return made.map((entries) => Object.fromEntries(entries))
}

const valuesOf = (value: Json): readonly Json[] => (isList(value) && typeof value[0] === 'string' ? value : [value])
