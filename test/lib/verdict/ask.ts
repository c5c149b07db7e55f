import { expect, it } from 'vitest'
import type { Assertion, Json } from '../../../lib/case/types.ts'
import { judgeAnswer } from '../../../lib/verdict/judge.ts'
import type { JudgeTools } from '../../../lib/verdict/types.ts'
import { judgeTools } from '../../fakes/judge-tools.ts'

/** Judges an output by one assertion: 'pass', else the verdict and the reason. */
export async function ask(assertion: Assertion, output: Json, tools: JudgeTools = judgeTools()): Promise<string> {
  const one = { id: 'reg-2026-11-22-3f9a1c', input: 'hi', assert: [assertion] }
  const { verdict, failures } = await judgeAnswer(one, { output }, tools)
  return verdict === 'pass' ? 'pass' : `${verdict}: ${failures.map(({ reason }) => reason).join('; ')}`
}

export type Row = readonly [name: string, value: Json | undefined, output: Json, said: string]

/** Tests an assertion type by rows; each row that passes must fail with `not-`, and the other way round. */
export function itJudges(type: string, rows: readonly Row[]): void {
  it.each(rows)(`${type} %s`, async (_, value, output, said) => {
    expect(await ask(assertionOf(type, value), output)).toBe(said)
  })
  it.each(rows)(`not-${type} is the opposite where ${type} %s`, async (_, value, output, said) => {
    const negated = await ask(assertionOf(`not-${type}`, value), output)
    expect(negated.startsWith('failed: ')).toBe(said === 'pass')
    expect(negated === 'pass').toBe(said.startsWith('failed: '))
  })
}

export const assertionOf = (type: string, value: Json | undefined): Assertion =>
  value === undefined ? { type } : { type, value }

/** What a piece of work throws, to be looked at; undefined when it throws nothing. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}
