import type { Json } from '../case/types.ts'
import { assertJudgeable } from './depth.ts'

/** Parses a text that may be JSON; null where it is not. Throws a `Problem` 'output-too-deep' past the depth that can be judged. */
export function parseJson(text: string): { readonly value: Json } | null {
  const parsed = tryParse(text)
  if (parsed !== null) assertJudgeable(parsed.value)
  return parsed
}

function tryParse(text: string): { readonly value: Json } | null {
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return null
  }
}
