import type { Json } from '../case/types.ts'

/** Gives an output to assertions about text: a string as it is, all else as compact JSON (as promptfoo does). */
export const textOf = (output: Json): string => (typeof output === 'string' ? output : JSON.stringify(output))
