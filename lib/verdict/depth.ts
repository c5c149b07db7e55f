import type { Json } from '../case/types.ts'
import { unavailable } from '../problem.ts'
import { isList, isObject } from './json-kind.ts'

/** Levels of nesting that an output may have: far above any product's, far below what overflows a stack. */
export const MAX_DEPTH = 1000

/** Throws a `Problem` 'output-too-deep' for a value that recursion over it could not survive. */
export function assertJudgeable(output: Json): void {
  let level = [output].filter(isContainer)
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw tooDeep()
    level = level.flatMap(childrenOf).filter(isContainer)
  }
}

const isContainer = (value: Json): boolean => isList(value) || isObject(value)

const childrenOf = (value: Json): readonly Json[] => (isList(value) ? value : Object.values(value ?? {}))

const tooDeep = () =>
  unavailable('output-too-deep', `the output is nested deeper than ${MAX_DEPTH} levels`, {
    hints: ['have the target answer with a flatter value'],
  })
