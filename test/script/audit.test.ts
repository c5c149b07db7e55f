import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import type { AuditDocument } from '../../lib/audit/audit-document.ts'
import { BROKEN, expectExit, FIXED, makeSandbox, REFUND, type Rule, type Sandbox, SET } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

const OTHER = 'reg-2026-01-06-bbbbbb'
const CONFIG = 'bugs: {repo: https://github.com/acme/shop, waivers: true}\n'

async function aSet(config = CONFIG): Promise<Sandbox> {
  const sandbox = await makeSandbox({ config })
  await sandbox.addCase()
  await sandbox.commit('A case')
  return sandbox
}

async function audit(sandbox: Sandbox, ...args: string[]): Promise<AuditDocument> {
  const ran = await sandbox.json('audit', ...args)
  expect([ran.code, ran.stderr]).toEqual([0, ''])
  expectValid(ran.document)
  return ran.document as unknown as AuditDocument
}

describe.concurrent('audit asks of every fix whether it has a case', () => {
  it('and tells linked, waived and bare apart', async () => {
    const sandbox = await aSet()
    await sandbox.commit('Fixes #12: stop promising')
    const bare = await sandbox.commit('Fixes #13: round the price')
    const waived = await sandbox.commit('Fixes #14: a typo\n\nRegression-Case: none (a typo in a page)')
    await sandbox.commit('Tidy up')
    expectExit(await sandbox.casebook('waive', '#15', '--why', 'It was never ours.'), 0)
    await sandbox.commit('Fixes #15')
    const { fixes, ok } = await audit(sandbox)
    expect(fixes).toMatchObject({
      total: 4,
      linked: 1,
      waived: 2,
      bare: [{ commit: bare, subject: 'Fixes #13: round the price', bugs: ['#13'] }],
      before: 0,
    })
    expect(fixes.waivers).toEqual([
      { bug: '#14', reason: 'a typo in a page', commit: waived, note: null },
      {
        bug: expect.stringContaining('15'),
        reason: 'It was never ours.',
        commit: null,
        note: expect.stringMatching(/^2026-01-05-/),
      },
    ])
    expect(ok).toBe(false)
    const text = expectExit(await sandbox.casebook('audit'), 0).stdout
    expect(text).toContain('fixes       4 commits refer to a bug as fixed: 1 with a case, 2 waived, 1 without\n')
    expect(text).toContain(`  ${bare.slice(0, 12)}  Fixes #13: round the price  (#13)\n`)
    expectExit(await sandbox.casebook('audit', '--strict'), 1)
  })

  it('takes no waiver where the configuration allows none', async () => {
    const sandbox = await aSet('bugs: {repo: https://github.com/acme/shop}\n')
    await sandbox.commit('Fixes #14: a typo\n\nRegression-Case: none (a typo)')
    expect((await audit(sandbox)).fixes).toMatchObject({ total: 1, waived: 0, bare: [{ bugs: ['#14'] }] })
  })

  it('takes a case that a note retired for one', async () => {
    const sandbox = await aSet()
    await sandbox.commit('Fixes #12')
    expectExit(await sandbox.casebook('retire', REFUND.id, '--reason', 'product-change', '--why', 'No refunds.'), 0)
    await sandbox.commit('No refunds')
    expect((await audit(sandbox)).fixes).toMatchObject({ total: 1, linked: 1, bare: [] })
  })

  it('since a day or a span, by the day of the commit', async () => {
    const sandbox = await aSet()
    await sandbox.commit('Fixes #13')
    // The sandbox commits on the fifth of January 2026.
    const at = { env: { SOURCE_DATE_EPOCH: String(1_767_600_000 + 100 * 86_400) } }
    const later = await sandbox.json('audit', at)
    expect(later.document).toMatchObject({ since: '2026-01-15', fixes: { total: 0 } })
    expect((await sandbox.json('audit', '--since', '101d', at)).document).toMatchObject({ fixes: { total: 1 } })
    expect((await sandbox.json('audit', '--since', '2026-01-05', at)).document).toMatchObject({ fixes: { total: 1 } })
    expect((await sandbox.json('audit', '--since', '2026-01-06', at)).document).toMatchObject({ fixes: { total: 0 } })
    for (const since of ['yesterday', '2026-02-30', '', '-1d', '90']) {
      const ran = expectExit(await sandbox.casebook('audit', `--since=${since}`), 2)
      expect(ran.stderr).toBe(`error: --since is "${since}"\nhint: --since 90d, or --since 2026-08-24\n`)
    }
  })

  it('leaves out what was before the set, and commits that touch none of the inputs', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.write('app/price.py', 'x')
    await sandbox.commit('Fixes #1')
    await sandbox.write('casebook.yaml', "target: {command: ['true'], inputs: ['app/**']}\n")
    await sandbox.commit('A set')
    await sandbox.write('README', 'x')
    await sandbox.commit('Fixes #2')
    await sandbox.write('app/price.py', 'y')
    await sandbox.commit('Fixes #3')
    expect((await audit(sandbox)).fixes).toMatchObject({ total: 1, bare: [{ bugs: ['#3'] }], before: 1 })
  })

  it('can not tell in a shallow clone that ends within that time', async () => {
    const sandbox = await aSet()
    await sandbox.commit('Fixes #13')
    await sandbox.commit('More')
    await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
    await sandbox.git('clone', '-q', '--depth', '1', `file://${sandbox.remote}`, '../shallow')
    const ran = expectExit(await sandbox.casebook('audit', { cwd: `${sandbox.root}/shallow` }), 3)
    expect(ran.stderr).toMatch(
      /^error: what was committed since 2025-10-07 can't be told: this clone is shallow and its history ends at [0-9a-f]{12}\nhint: git fetch --unshallow\n/,
    )
    const late = { cwd: `${sandbox.root}/shallow`, env: { SOURCE_DATE_EPOCH: String(1_767_600_000 + 100 * 86_400) } }
    expectExit(await sandbox.casebook('audit', late), 0)
  })

  it('is linked by a case of any set of the repository, and audits one set at a time', async () => {
    const sandbox = await aSet()
    await sandbox.write(
      'b/casebook.yaml',
      "set: b\ntarget: {command: ['true']}\nbugs: {repo: https://github.com/acme/shop}\n",
    )
    await sandbox.commit('Another set')
    await sandbox.commit('Fixes #12')
    expect((await audit(sandbox, '-C', 'b')).fixes).toMatchObject({ total: 1, linked: 1 })
    expectExit(await sandbox.casebook('audit', '-C', '/'), 2)
  })
})

describe.concurrent('audit tells how the set is kept', () => {
  it('inbox, policies, what was never red, tiers', async () => {
    const sandbox = await aSet(`${CONFIG}smoke: {limit: 1}\n`)
    await sandbox.addCase({ id: OTHER, category: 'policy', policy: { name: 'refunds', side: 'inside' } })
    await sandbox.addCase({ id: 'reg-2025-12-01-cccccc', title: 'Waiting', captured_at: '2025-12-01' }, 'inbox')
    await sandbox.rules(BROKEN)
    await sandbox.commit('More')
    expectExit(await sandbox.casebook('run', REFUND.id), 1)
    const told = await audit(sandbox)
    expect(told).toMatchObject({
      inbox: [{ id: 'reg-2025-12-01-cccccc', days: 35, title: 'Waiting' }],
      policies: [{ name: 'refunds', inside: 1, outside: 0 }],
      unproven: [OTHER],
      tiers: { smoke: 2, limit: 1, typical_ms: null, over: ['limit'] },
      history: { runs: 1, first: '2026-01-05T08:00:00Z' },
      ok: false,
    })
    const text = expectExit(await sandbox.casebook('audit'), 0).stdout
    expect(text).toContain(
      'inbox       1 case waits for a fix, the oldest for 35 days\n  reg-2025-12-01-cccccc  35 days  Waiting\n',
    )
    expect(text).toContain('policies    1 of 1 probed from one side only\n  refunds: inside 1, outside 0\n')
    expect(text).toContain(`never red   1 case: nothing here shows that it can fail\n  ${OTHER}\n`)
    expect(text).toContain('tiers       smoke 2 of 1, full 0, extended 0; over its limit\n  casebook retier\n')
  })

  it('how long smoke takes, by the runs of all of it', async () => {
    const sandbox = await aSet(`${CONFIG}smoke: {budget: 1ms}\n`)
    expectExit(await sandbox.casebook('run'), 0)
    const { tiers } = await audit(sandbox)
    expect(tiers.typical_ms).toBeGreaterThan(1)
    expect(tiers.over).toEqual(['budget'])
  })

  it('refuses a set that does not read', async () => {
    const sandbox = await aSet()
    await sandbox.write(`${SET}/smoke/${OTHER}.yaml`, 'id: nothing\n')
    expectExit(await sandbox.casebook('audit'), 2)
    const empty = await makeSandbox({ bare: true })
    await empty.write('casebook.yaml', "target: {command: ['true']}\n")
    expect(expectExit(await empty.casebook('audit'), 2).stderr).toBe(
      'error: there is no commit here yet, so there is nothing to audit\nhint: git commit\n',
    )
  })

  it('and is fine where there is nothing to mend', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
    expect((await audit(sandbox)).ok).toBe(true)
    expectExit(await sandbox.casebook('audit', '--strict'), 0)
  })
})

describe.concurrent('flakes', () => {
  const FLIP: readonly Rule[] = [{ when: 'day 40', do: 'flip' }, ...FIXED]

  it('are told after a flaky run, and by audit', async () => {
    const sandbox = await aSet()
    for (let round = 0; round < 3; round++) expectExit(await sandbox.casebook('run', '--soak', '20'), 0)
    await sandbox.rules([{ when: 'x', say: 'y' }, ...FLIP])
    await sandbox.commit('Flip')
    // The first of two askings is right, the second wrong: a case that is asked twice.
    expectExit(await sandbox.casebook('run', '--soak', '2'), 1)
    const { flaky, false_reds, ok } = await audit(sandbox)
    expect(flaky).toMatchObject([{ id: REFUND.id, runs: 4, disagreements: 1, answers: 62, reds: 1, rate: 1 / 62 }])
    expect(false_reds).toMatchObject({
      cases: 1,
      answers: 62,
      mend: [REFUND.id],
      left: 0,
      needed: 0,
      causes: [{ id: REFUND.id, share: 1 }],
    })
    expect(false_reds.chance).toBeCloseTo(1 / 62, 9)
    expect(ok).toBe(false)
    const ran = expectExit(await sandbox.casebook('run', '--soak', '2'), 1)
    expect(ran.stdout).toContain('(passed 1 of 2)')
    expect(ran.stdout).toMatch(
      /\nflaky {2}asking again makes no case green; of the smoke tier, about 3\.1 % of pushes go red for nothing, between 0\.38 % and 11 % \(95 % sure, by 64 answers\)\n {7}casebook audit, casebook run --soak 20 reg-2026-01-05-aaaaaa\n$/,
    )
    expect(ran.stderr).toBe('')
    const text = expectExit(await sandbox.casebook('audit'), 0).stdout
    expect(text).toContain(
      `  ${REFUND.id} causes 100 % of it\n  to come under 1.0 %: mend ${REFUND.id}, or move it out of smoke, which leaves 0 %\n`,
    )
  })

  it('are told where a flake blocks a push', async () => {
    const sandbox = await aSet(`${CONFIG}reuse: {max_age: 0s}\n`)
    await sandbox.addCase({ repeat: 2 })
    await sandbox.commit('Ask twice')
    expectExit(await sandbox.casebook('init'), 0)
    await sandbox.commit('Hooks')
    expectExit(await sandbox.casebook('run', '--soak', '20'), 0)
    await sandbox.rules(FLIP)
    await sandbox.commit('Flip')
    const { stderr } = expectExit(await sandbox.push(), 1)
    expect(stderr).toMatch(
      /^flaky {2}asking again makes no case green; of the smoke tier, about 17 % of pushes go red for nothing, .* by 22 answers\)$/m,
    )
    expect(stderr).toContain(`casebook audit, casebook run --soak 20 ${REFUND.id}\n`)
  })
})

describe.concurrent('in Markdown for an issue', () => {
  it('nothing from outside formats, links, mentions or closes a tag', async () => {
    const sandbox = await aSet()
    const hostile = 'Fixes #13 </details><img src=x onerror=alert(1)> @everyone [x](javascript:y) | `a` \u202e'
    await sandbox.commit(hostile)
    await sandbox.addCase({ id: OTHER, category: 'policy', policy: { name: 'a|b</summary>', side: 'inside' } })
    await sandbox.addCase({ id: 'reg-2025-12-01-cccccc', title: '</details><script>x</script>' }, 'inbox')
    await sandbox.commit('More')
    const markdown = expectExit(await sandbox.casebook('audit', '--reporter', 'markdown'), 0).stdout
    expect(markdown).toMatch(/^### Audit of regression since 2025-10-07\n/)
    expect(markdown).toContain('- [ ] ')
    const html = await marked.parse(markdown)
    expect(html).not.toMatch(/<img|<script|<a /)
    expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length)
    expect(markdown).not.toMatch(/@everyone|\u202e/)
    const text = expectExit(await sandbox.casebook('audit'), 0).stdout
    expect(text).toContain('\\u202e')
  })
})
