import type { Assertion, Case } from '../case/types.ts'

/** Gives the assertions that a case makes: its own, else that the output equals `expected_output`; empty for a case that has neither. */
export function demandsOf(one: Pick<Case, 'assert' | 'expected_output'>): readonly Assertion[] {
  if (one.assert !== undefined && one.assert.length > 0) return one.assert
  return one.expected_output === undefined ? [] : [{ type: 'equals', value: one.expected_output }]
}
