import type { Assertion, Json } from '../case/types.ts'
import { badValue } from './bad-value.ts'
import { isList } from './json-kind.ts'
import { splitAtCommas } from './split-at-commas.ts'

/** Reads a value that is a list of texts, or one text with commas between them. */
export function readTexts(assertion: Assertion): readonly string[] {
  const texts = textsOf(assertion.value)
  if (texts === null || texts.length === 0 || texts.includes('')) {
    throw badValue(assertion, 'a list of texts that are not empty')
  }
  return texts
}

function textsOf(value: Json | undefined): readonly string[] | null {
  if (typeof value === 'string') return splitAtCommas(value)
  if (!isList(value) || !value.every(isTextual)) return null
  return value.map(String)
}

/** A number stands for its digits, as in promptfoo. */
const isTextual = (item: Json): boolean => typeof item === 'string' || typeof item === 'number'
