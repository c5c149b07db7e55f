import type { Assertion, Json } from '../../case/types.ts'
import { badValue } from '../bad-value.ts'
import { isObject } from '../json-kind.ts'
import { quote } from '../quote.ts'
import type { Rule } from '../rule.ts'

/** Decimal, as people and programs write it; each part can match in one way only. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** The output is a number, or a text that is one number, at most `tolerance` away from the value. */
export const number: Rule = (assertion) => {
  const wanted = readWanted(assertion)
  return (output) => {
    const found = numberIn(output)
    if (found === null) return { pass: false, fact: `the output ${quote(output)} is not a number` }
    const off = Math.abs(found - wanted.value)
    const pass = off <= wanted.tolerance + roundingOf(found, wanted)
    return {
      pass,
      fact: `the output ${quote(output)} is ${off} away from ${wanted.value} (tolerance ${wanted.tolerance})`,
    }
  }
}

interface Wanted {
  readonly value: number
  readonly tolerance: number
}

function readWanted(assertion: Assertion): Wanted {
  const wanted = typeof assertion.value === 'number' ? { value: assertion.value } : assertion.value
  if (isObject(wanted)) {
    const { value, tolerance = 0, ...unknown } = wanted
    const isRead = typeof value === 'number' && typeof tolerance === 'number' && tolerance >= 0
    if (isRead && Object.keys(unknown).length === 0) return { value, tolerance }
  }
  throw badValue(assertion, 'a number, or {value, tolerance}')
}

function numberIn(output: Json): number | null {
  const text = typeof output === 'string' ? output.trim() : null
  const found = text !== null && NUMBER.test(text) ? Number(text) : output
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

/** 0.4 is 0.1 away from 0.3 to whoever wrote so, though not in binary. */
const roundingOf = (found: number, { value, tolerance }: Wanted): number =>
  tolerance === 0 ? 0 : Number.EPSILON * Math.max(Math.abs(found), Math.abs(value))
