import { join } from 'node:path'
import { expect, it } from 'vitest'
import { BUG, expectExit, makeSandbox, PROJECT, PYTHON, type Rule, type Sandbox, SET, TARGETS } from './sandbox.ts'

interface Captured {
  readonly id: string
  readonly path: string
  readonly open: readonly string[]
  readonly source: { readonly format: string; readonly trace_id: string }
}

const TRACES = {
  langfuse: { file: 'langfuse-llamaindex-2025-06-05.json', when: 'What is Langfuse?' },
  langsmith: { file: 'langsmith-openai.json', when: '' },
} as const

/** A product in a repository that knows nothing of casebook. */
async function aProduct(rules: readonly Rule[]): Promise<Sandbox> {
  const sandbox = await makeSandbox({ bare: true })
  await sandbox.write('requirements.txt', '')
  await sandbox.write(TARGETS.python.file, TARGETS.python.text)
  await sandbox.rules(rules)
  await sandbox.commit('Sell things')
  await sandbox.git('push', '-q', '-u', 'origin', 'main')
  return sandbox
}

async function fillInTarget(sandbox: Sandbox): Promise<void> {
  const config = await sandbox.read('casebook.yaml')
  await sandbox.write(
    'casebook.yaml',
    config
      .replace('target: null', `target:\n  command: [${PYTHON}, -u, app/regress.py]`)
      .replace('bugs:\n', 'bugs:\n  repo: https://github.com/acme/shop\n'),
  )
}

async function capture(sandbox: Sandbox, file: string): Promise<Captured> {
  const { document, code } = await sandbox.json(
    'capture',
    join(PROJECT, 'test/traces', file),
    '--bug',
    '#12',
    '--title',
    'It says the wrong thing',
    '--category',
    'prod-bug',
    '--postmortem',
    'Nobody looked.',
  )
  expect(code).toBe(0)
  return document as unknown as Captured
}

it.each(Object.entries(TRACES))(
  'walks the whole story of a bug from a %s trace, by real commits and pushes',
  async (format, { file, when }) => {
    const shipped = await shippedOutput(file)
    const sandbox = await aProduct([{ when, say: shipped }])

    expect((await sandbox.casebook('init')).code).toBe(0)
    await fillInTarget(sandbox)
    await sandbox.git('add', '-A')
    await sandbox.git('commit', '-q', '-m', 'Set casebook up')
    expectExit(await sandbox.push(), 0)

    const captured = await capture(sandbox, file)
    expect(captured).toMatchObject({ open: ['expected_output'], source: { format } })
    await sandbox.git('commit', '-q', '-m', 'Capture what a customer saw')

    await sandbox.rules([{ when, say: 'The right thing.' }])
    const early = await sandbox.tryGit('commit', '-a', '-m', 'Say the right thing (fixes #12)')
    expect(early.code).toBe(1)
    expect(early.stderr).toBe(
      `error: message refers to bug "#12", which no case of the set links\nhint: casebook admit ${captured.id}\n`,
    )

    const admitted = await sandbox.json('admit', captured.id, '--expected', 'The right thing.')
    expect(admitted).toMatchObject({
      code: 0,
      document: {
        admitted: true,
        green: { passed: 5, asked: 5 },
        from: captured.path,
        to: `${SET}/smoke/${captured.id}.yaml`,
      },
    })
    const linked = await sandbox.tryGit('commit', '-a', '-m', 'Say the right thing (fixes #12)')
    expect(linked).toMatchObject({ code: 0, stderr: `casebook: added "Regression-Case: ${captured.id}"\n` })
    expect(await sandbox.lastMessage()).toBe(`Say the right thing (fixes #12)\n\nRegression-Case: ${captured.id}\n`)
    expect((await sandbox.casebook('check')).code).toBe(0)
    expectExit(await sandbox.push(), 0)
    const good = await sandbox.head()
    expect(await sandbox.remoteRef('main')).toBe(good)

    await sandbox.rules([{ when, say: shipped }])
    await sandbox.git('commit', '-q', '-a', '-m', 'Tidy up the answers')
    const blocked = await sandbox.push()
    expect(blocked.code).toBe(1)
    const words = [
      captured.id,
      'relapsed',
      `bug    ${BUG}`,
      `trace  ${captured.source.trace_id}`,
      '-The right thing.',
      `casebook blocked the push of ${(await sandbox.head()).slice(0, 12)}: the smoke tier is red`,
    ]
    for (const word of words) expect(blocked.stderr).toContain(word)
    expect(await sandbox.remoteRef('main')).toBe(good)

    await sandbox.git('revert', '--no-edit', 'HEAD')
    expectExit(await sandbox.push(), 0)
    const released = await sandbox.casebook('release', 'v1.0.0')
    expect(released.code).toBe(0)
    expect(await sandbox.git('cat-file', '-t', 'v1.0.0')).toBe('tag')
    const verified = await sandbox.json('verify', 'v1.0.0')
    expect(verified).toMatchObject({
      code: 0,
      document: {
        ok: true,
        reasons: [],
        result: { passed: true, passes: 1, asked: 1, extended: 0 },
        signature: 'none',
      },
    })
    expect(sandbox.leftovers()).toEqual([])
  },
)

/** What the product said in production, as the trace has it. */
async function shippedOutput(file: string): Promise<unknown> {
  const sandbox = await makeSandbox()
  const { path } = await capture(sandbox, file)
  const shown = await sandbox.json('show', path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length))
  return (shown.document['case'] as { shipped_output: unknown }).shipped_output
}
