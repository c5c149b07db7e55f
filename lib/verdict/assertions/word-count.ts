import type { Assertion, Json } from '../../case/types.ts'
import { badValue } from '../bad-value.ts'
import { isObject } from '../json-kind.ts'
import type { Rule } from '../rule.ts'
import { textOf } from '../text-of.ts'

interface Range {
  readonly min: number
  readonly max: number
}

/** The output has so many words (runs of anything but white space): exactly, or within `{min, max}`, ends included. */
export const wordCount: Rule = (assertion) => {
  const { min, max } = readRange(assertion)
  return (output) => {
    const words = countWords(textOf(output))
    const pass = words >= min && words <= max
    return { pass, fact: `the output has ${words} words, ${pass ? 'as in' : 'not'} ${describe(min, max)}` }
  }
}

function countWords(text: string): number {
  let words = 0
  for (const _ of text.matchAll(/\S+/g)) words++
  return words
}

function describe(min: number, max: number): string {
  if (min === max) return `${min}`
  if (max === Infinity) return `at least ${min}`
  return min === 0 ? `at most ${max}` : `${min} to ${max}`
}

function readRange(assertion: Assertion): Range {
  const range = rangeOf(assertion.value)
  if (range !== null && isCount(range.min) && (isCount(range.max) || range.max === Infinity) && range.min <= range.max)
    return range
  throw badValue(assertion, 'a number of words, or {min, max} with at least one of them')
}

function rangeOf(value: Json | undefined): Range | null {
  if (typeof value === 'number') return { min: value, max: value }
  if (!isObject(value)) return null
  const { min = 0, max = Infinity, ...unknown } = value
  const isEmpty = value.min === undefined && value.max === undefined
  if (typeof min !== 'number' || typeof max !== 'number' || isEmpty || Object.keys(unknown).length > 0) return null
  return { min, max }
}

const isCount = (count: number): boolean => Number.isSafeInteger(count) && count >= 0
