import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, FIXED, makeSandbox, REFUND, type Rule, type Sandbox } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

const OTHER = 'reg-2026-01-06-bbbbbb'
const FLIP: readonly Rule[] = [{ when: 'day 40', do: 'flip' }, ...FIXED]

async function aSet(rules: readonly Rule[]): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.rules(rules)
  await sandbox.addCase()
  await sandbox.commit('A case')
  return sandbox
}

const lastEvent = async (sandbox: Sandbox): Promise<Record<string, unknown>> => {
  const paths = await sandbox.git('ls-tree', '-r', '--name-only', 'refs/casebook/history')
  return JSON.parse(await sandbox.git('show', `refs/casebook/history:${paths.split('\n').at(-1)}`)) as never
}

describe.concurrent('run --soak asks each case over and over at one state', () => {
  it('counts every answer, confirms none, and is red where any disagreed', async () => {
    const sandbox = await aSet(FLIP)
    const ran = expectExit(await sandbox.casebook('run', '--soak', '20'), 1)
    expect(ran.stdout).toContain(`✗ ${REFUND.id}  ${REFUND.title}\n  flaky: `)
    expect(ran.stdout).toContain('(passed 10 of 20)')
    expect(ran.stdout).toContain(
      `soak   each case asked 20 times at one state; between which shares the true one lies is 95 % sure\n` +
        `  ${REFUND.id}  red in 10 of 20 answers: 50 %, between 27 % and 73 %\n`,
    )
    expect(await lastEvent(sandbox)).toMatchObject({
      soak: 20,
      verdicts: [{ id: REFUND.id, verdict: 'flaky', passes: 10, asks: 20 }],
    })
  })

  it('is green where all agreed, and says how little that proves', async () => {
    const sandbox = await aSet(FIXED)
    const ran = await sandbox.json('run', '--soak', '5')
    expect(ran).toMatchObject({
      code: 0,
      document: {
        green: true,
        soak: { asks: 5, cases: [{ id: REFUND.id, passes: 5, asks: 5, rate: 0, low: 0 }] },
      },
    })
    const [{ high }] = (ran.document['soak'] as { cases: [{ high: number }] }).cases
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / 5), 9)
    expectValid(ran.document)
    expect(await lastEvent(sandbox)).toMatchObject({ soak: 5, verdicts: [], repeated: { [REFUND.id]: 5 } })
  })

  it('is red where the product is wrong each time, and could not be told where it does not answer', async () => {
    expectExit(await (await aSet(BROKEN)).casebook('run', '--soak', '3'), 1)
    const silent = await aSet(FIXED)
    await silent.write('app/regress.py', 'import nothing_there')
    const ran = await silent.json('run', '--soak', '3')
    expect(ran).toMatchObject({
      code: 3,
      document: { soak: { cases: [{ passes: 0, asks: 0, rate: null, low: 0, high: 1 }] } },
    })
    expectValid(ran.document)
  })

  it('takes named cases, and never asks less often than the case itself', async () => {
    const sandbox = await aSet(FIXED)
    await sandbox.addCase({ id: OTHER, repeat: 4 }, 'full')
    const ran = await sandbox.json('run', '--soak', '2', OTHER)
    expect(ran).toMatchObject({ code: 0, document: { soak: { asks: 2, cases: [{ id: OTHER, asks: 4 }] } } })
  })

  it('is shared by machines and joined', async () => {
    const sandbox = await aSet(FLIP)
    await sandbox.addCase({ id: OTHER, input: 'day 41', shipped_output: 'No.', expected_output: 'I do not know.' })
    await sandbox.commit('Another')
    for (const shard of ['1', '2'])
      await sandbox.write(
        `../${shard}.json`,
        (await sandbox.casebook('run', '--soak', '4', '--shard', `${shard}/2`, '--json')).stdout,
      )
    const joined = await sandbox.json('run', '--join', '../1.json', '../2.json')
    expect(joined).toMatchObject({ code: 1, document: { soak: { asks: 4, cases: [{ passes: 2 }, { passes: 4 }] } } })
    await sandbox.write('../2.json', (await sandbox.casebook('run', '--shard', '2/2', '--json')).stdout)
    const ran = expectExit(await sandbox.casebook('run', '--join', '../1.json', '../2.json'), 2)
    expect(ran.stderr).toContain('"../2.json" is a run of no soak, and "../1.json" of --soak 4')
  })

  it.each(['0', '-1', '1.5', '10001', 'x', ''])('refuses --soak=%s', async (asks) => {
    const ran = expectExit(await (await aSet(FIXED)).casebook('run', `--soak=${asks}`), 2)
    expect(ran.stderr).toBe(`error: --soak is "${asks}"\nhint: --soak 20, and 10000 at most\n`)
  })
})
