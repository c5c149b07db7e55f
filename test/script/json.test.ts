import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BROKEN, BUG, expectExit, makeSandbox, PROJECT, REFUND, RIGHT, type Sandbox, SET, WRONG } from './sandbox.ts'

const ROOT = expect.stringMatching(/^rcs1:[0-9a-f]{64}$/)
const HASH = expect.stringMatching(/^[0-9a-f]{64}$/)
const COMMIT = expect.stringMatching(/^[0-9a-f]{40}$/)
const NUMBER = expect.any(Number)
const TRACE = join(PROJECT, 'test/traces/langsmith-openai.json')
const pin = (cases: number): object => ({ name: 'regression', version: 1, root: ROOT, cases, notes: 0 })

async function aSet(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.commit('A case')
  return sandbox
}

describe.concurrent('--json prints one document with every field of the contract', () => {
  it('run, red, with the diff and every attempt', async () => {
    const sandbox = await aSet()
    await sandbox.rules(BROKEN)
    const ran = await sandbox.json('run')
    expect(ran.code).toBe(1)
    expect(ran.stderr).toBe('')
    expect(ran.document).toMatchObject({
      format: 'casebook-run/1',
      green: false,
      commit: await sandbox.head(),
      dirty: true,
      tier: 'smoke',
      selection: { ids: null, shard: null },
      target: { kind: 'command', fingerprint: null },
      set: pin(1),
      totals: { pass: 0, relapsed: 1, failed: 0, flaky: 0, error: 0, missing: 0 },
      duration_ms: NUMBER,
      results: [
        {
          id: REFUND.id,
          title: REFUND.title,
          tier: 'smoke',
          verdict: 'relapsed',
          reused: false,
          bug_link: BUG,
          trace_id: REFUND.trace_id,
          diff: `--- expected\n+++ actual\n@@ -1,1 +1,1 @@\n-${RIGHT}\n+${WRONG}\n`,
          failures: [{ assertion: 'equals', at: null, reason: expect.any(String) }],
          attempts: [1, 2, 3].map(() => ({ verdict: 'relapsed', output: WRONG, duration_ms: NUMBER })),
        },
      ],
    })
  })

  it('run, green, of named cases at a revision', async () => {
    const sandbox = await aSet()
    const ran = await sandbox.json('run', REFUND.id, '--at', 'HEAD')
    expect(ran).toMatchObject({
      code: 0,
      document: {
        green: true,
        commit: await sandbox.head(),
        dirty: false,
        selection: { ids: [REFUND.id], shard: null },
        results: [{ diff: null, failures: [], attempts: [{ output: RIGHT }] }],
      },
    })
  })

  it('run, before the first commit', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.write('casebook.yaml', "target: {command: ['true']}\n")
    expect(await sandbox.json('run')).toMatchObject({ code: 0, document: { commit: null, dirty: true } })
  })

  it('run, with what the product prints beside its answers on standard error', async () => {
    const sandbox = await aSet()
    await sandbox.write(
      'app/regress.py',
      `import sys\nprint("loading", flush=True)\nprint("warming up", file=sys.stderr, flush=True)\n${await sandbox.read('app/regress.py')}`,
    )
    const ran = await sandbox.json('run')
    expect(ran.code).toBe(0)
    expect(ran.stderr.trimEnd().split('\n').sort()).toEqual(['loading', 'warming up'])
  })

  it('check, valid with a warning', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({
      id: 'reg-2026-01-06-bbbbbb',
      category: 'policy',
      policy: { name: 'refunds', side: 'inside' },
    })
    const ran = await sandbox.json('check')
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.document).toMatchObject({
      format: 'casebook-check/1',
      ok: true,
      base: null,
      problems: [],
      warnings: [
        {
          code: 'one-sided-policy',
          message: 'the policy "refunds" is probed from inside only',
          hint: expect.any(String),
        },
      ],
    })
  })

  it('check, invalid', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ id: 'reg-2026-01-06-bbbbbb', title: undefined } as never)
    const ran = await sandbox.json('check')
    expect(ran).toMatchObject({ code: 1, stderr: '' })
    expect(ran.document).toMatchObject({
      format: 'casebook-check/1',
      ok: false,
      base: null,
      problems: [
        {
          code: expect.any(String),
          message: expect.stringContaining('"title"'),
          hint: expect.any(String),
          path: `${SET}/smoke/reg-2026-01-06-bbbbbb.yaml`,
          line: 1,
          id: 'reg-2026-01-06-bbbbbb',
        },
      ],
      warnings: [],
    })
  })

  it('list', async () => {
    const sandbox = await aSet()
    expect(await sandbox.json('list')).toMatchObject({
      code: 0,
      stderr: '',
      document: {
        format: 'casebook-list/1',
        set: pin(1),
        cases: [
          {
            id: REFUND.id,
            tier: 'smoke',
            path: `${SET}/smoke/${REFUND.id}.yaml`,
            title: REFUND.title,
            category: 'prod-bug',
            bug_link: [BUG],
            trace_id: REFUND.trace_id,
            captured_at: '2026-01-05',
            valid: true,
          },
        ],
      },
    })
  })

  it('show', async () => {
    const sandbox = await aSet()
    const path = `${SET}/smoke/${REFUND.id}.yaml`
    const ran = await sandbox.json('show', REFUND.id)
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.document).toMatchObject({
      format: 'casebook-show/1',
      id: REFUND.id,
      tier: 'smoke',
      path,
      demand: HASH,
      case: REFUND,
      text: await sandbox.read(path),
    })
  })

  it('manifest', async () => {
    const sandbox = await aSet()
    const path = `${SET}/smoke/${REFUND.id}.yaml`
    const leaves = [{ kind: 'case', id: REFUND.id, content: HASH, path }]
    expect((await sandbox.json('manifest')).document).toMatchObject({
      format: 'casebook-manifest/1',
      commit: null,
      set: pin(1),
      leaves,
    })
    expect((await sandbox.json('manifest', '--at', 'HEAD')).document).toMatchObject({
      format: 'casebook-manifest/1',
      commit: await sandbox.head(),
      set: pin(1),
      leaves,
    })
  })

  it('capture, and captured before', async () => {
    const sandbox = await makeSandbox()
    const ran = await sandbox.json('capture', TRACE, '--title', 'It says too much')
    const id = ran.document['id'] as string
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(id).toMatch(/^reg-2026-01-05-[0-9a-f]{6}$/)
    expect(ran.document).toMatchObject({
      format: 'casebook-capture/1',
      id,
      path: `${SET}/inbox/${id}.yaml`,
      duplicate_of: null,
      redactions: expect.any(Array),
      open: ['category', 'expected_output'],
      source: {
        format: 'langsmith',
        trace_id: expect.any(String),
        span_id: expect.any(String),
        model: expect.any(String),
      },
      commit: null,
    })
    expect(await sandbox.git('diff', '--cached', '--name-only')).toBe(`${SET}/inbox/${id}.yaml`)
    const before = sandbox.snapshot()
    expect(await sandbox.json('capture', TRACE)).toMatchObject({
      code: 0,
      document: { id, duplicate_of: id, open: [] },
    })
    expect(sandbox.snapshot()).toEqual(before)
  })

  it('capture --commit, of standard input, which commits the case alone', async () => {
    const sandbox = await makeSandbox({ hooks: true })
    await sandbox.write('other.txt', 'x')
    await sandbox.git('add', 'other.txt')
    const trace = await sandbox.read(TRACE)
    const ran = await sandbox.json('capture', '-', '--commit', { input: trace })
    expect(ran).toMatchObject({ code: 0, document: { commit: COMMIT } })
    expect(await sandbox.git('show', '--name-only', '--format=%s', 'HEAD')).toBe(
      `Capture ${ran.document['id']}\n\n${ran.document['path']}`,
    )
    expect(await sandbox.git('diff', '--cached', '--name-only')).toBe('other.txt')
  })

  it("capture --commit, and the user's own hooks run in the user's own environment", async () => {
    const sandbox = await makeSandbox()
    await sandbox.write('.git/hooks/pre-commit', `#!/bin/sh\nenv > '${sandbox.root}/seen'\n`, 0o755)
    expectExit(await sandbox.casebook('capture', TRACE, '--commit', { env: { LC_ALL: 'C.UTF-8' } }), 0)
    const seen = (await sandbox.read('../seen')).split('\n')
    expect(seen).toContain('LC_ALL=C.UTF-8')
    expect(seen.filter((line) => /^GIT_(LITERAL_PATHSPECS|OPTIONAL_LOCKS)=/.test(line))).toEqual([])
  })

  it('admit, accepted', async () => {
    const sandbox = await makeSandbox()
    await sandbox.rules(BROKEN)
    const broken = await sandbox.commit('Broken')
    await sandbox.addCase({}, 'inbox')
    await sandbox.rules([{ when: 'day 40', say: RIGHT }])
    const ran = await sandbox.json('admit', REFUND.id, '--red', 'HEAD', '--repeat', '3')
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.document).toMatchObject({
      format: 'casebook-admit/1',
      id: REFUND.id,
      admitted: true,
      red: { commit: broken, verdict: 'relapsed' },
      green: { passed: 3, asked: 3 },
      from: `${SET}/inbox/${REFUND.id}.yaml`,
      to: `${SET}/smoke/${REFUND.id}.yaml`,
    })
    expect(await sandbox.git('diff', '--cached', '--name-only')).toBe(`${SET}/smoke/${REFUND.id}.yaml`)
    expect(sandbox.leftovers()).toEqual([])
  })

  it('admit, refused, prints its document too', async () => {
    const sandbox = await makeSandbox()
    const head = await sandbox.head()
    await sandbox.addCase({}, 'inbox')
    const ran = await sandbox.json('admit', REFUND.id, '--red', 'HEAD')
    expect(ran.code).toBe(1)
    expect(ran.document).toMatchObject({
      format: 'casebook-admit/1',
      id: REFUND.id,
      admitted: false,
      red: { commit: head, verdict: 'pass' },
      green: { passed: 0, asked: 0 },
      from: `${SET}/inbox/${REFUND.id}.yaml`,
      to: null,
    })
    expect(ran.stderr).toBe(
      `error: ${head.slice(0, 12)}: "${REFUND.id}" passes at ${head.slice(0, 12)} already, so it would not have caught the bug\nhint: casebook admit ${REFUND.id} --red <revision before the fix>\n`,
    )
    expect(await sandbox.read(`${SET}/inbox/${REFUND.id}.yaml`)).toContain(REFUND.title)
  })

  it('admit, where the code before the fix cannot be asked', async () => {
    const sandbox = await makeSandbox()
    await sandbox.git('rm', '-q', 'app/regress.py')
    await sandbox.commit('No target')
    await sandbox.git('revert', '--no-edit', 'HEAD')
    await sandbox.addCase({}, 'inbox')
    expect(await sandbox.json('admit', REFUND.id, '--red', 'HEAD~1')).toMatchObject({
      code: 3,
      document: { admitted: false, red: { verdict: 'error' } },
    })
  })

  it('admit --no-red, which records why', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase({}, 'inbox')
    expect(await sandbox.json('admit', REFUND.id, '--no-red', 'the old model is gone', '--tier', 'full')).toMatchObject(
      {
        code: 0,
        document: { admitted: true, red: { why: 'the old model is gone' }, to: `${SET}/full/${REFUND.id}.yaml` },
      },
    )
  })

  it('release and verify', async () => {
    const sandbox = await aSet()
    const head = await sandbox.head()
    const released = await sandbox.json('release', 'v1')
    expect(released).toMatchObject({ code: 0, stderr: '' })
    expect(released.document).toMatchObject({
      format: 'casebook-release/1',
      released: true,
      dry_run: false,
      tag: 'v1',
      commit: head,
      set: pin(1),
      run: expect.objectContaining({ format: 'casebook-run/1', green: true, commit: head, tier: 'full' }),
      message: expect.stringMatching(/^v1\n\n.*\n\n.*\n\nRegression-Set: /),
      sets: [{ set: pin(1), since: null, run: { green: true } }],
      attestation: null,
      problems: [],
      warnings: [],
    })
    const verified = await sandbox.json('verify', 'v1')
    expect(verified).toMatchObject({ code: 0, stderr: '' })
    expect(verified.document).toMatchObject({
      format: 'casebook-verify/1',
      ok: true,
      tag: 'v1',
      commit: head,
      pinned: pin(1),
      computed: pin(1),
      result: { passed: true, tier: 'full', passes: 1, asked: 1, extended: 0 },
      signature: 'none',
      signature_detail: null,
      sets: [{ name: 'regression', pinned: pin(1), computed: pin(1), result: { passed: true } }],
      attestation: null,
      reasons: [],
    })
  })

  it('nothing at all where the question was wrong', async () => {
    const sandbox = await aSet()
    const ran = expectExit(await sandbox.casebook('run', 'reg-2026-01-09-dddddd', '--json'), 2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toMatch(/^error: /)
  })
})

describe.concurrent('a large document', () => {
  it('arrives whole through a pipe whose reader is slow to begin', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase({ input: 'x'.repeat(900_000) })
    const ran = await sandbox.exec('sh', [
      '-c',
      `'${process.execPath}' '${join(PROJECT, 'dist/main.cjs')}' show ${REFUND.id} --json | { read -r first; printf '%s' "$first"; cat; }`,
    ])
    expect(JSON.parse(ran.stdout)).toMatchObject({
      id: REFUND.id,
      case: { input: expect.stringMatching(/^x{900000}$/) },
    })
  })
})
