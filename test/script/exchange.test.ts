import { describe, expect, it } from 'vitest'
import { expectExit, makeSandbox, REFUND } from './sandbox.ts'

const LINE = {
  input: 'Where is my parcel? jane@acme.io',
  expected_output: 'Underway.',
  category: 'prod-bug',
  bug_link: 'SHOP-9',
  mood: 'angry',
}

describe.concurrent('import', () => {
  it('brings JSON Lines into the inbox, redacted and staged, and lists what it could not carry', async () => {
    const sandbox = await makeSandbox()
    const imported = await sandbox.json('import', '-', { input: `${JSON.stringify(LINE)}\n` })
    expect(imported).toMatchObject({
      code: 0,
      document: {
        format: 'casebook-import/1',
        source: 'jsonl',
        imported: [{ at: 'line 1', redactions: [{ kind: 'email' }] }],
        lost: [{ at: 'line 1', what: 'mood: a case has no such field' }],
      },
    })
    const staged = await sandbox.git('diff', '--cached')
    expect(staged).toContain('person-1@example.com')
    expect(staged).not.toContain('jane@acme.io')
  })

  it('brings promptfoo tests, once', async () => {
    const sandbox = await makeSandbox()
    const suite =
      'prompts: ["{{input}}"]\ntests:\n  - description: Parcel\n    vars: {input: Where is it?}\n    assert: [{type: icontains, value: underway}, {type: llm-rubric, value: polite}]\n'
    const first = await sandbox.json('import', '-', { input: suite })
    expect(first).toMatchObject({ code: 0, document: { source: 'promptfoo', imported: [{ at: 'test 1' }] } })
    expect(JSON.stringify(first.document)).toContain('llm-rubric')
    expect(await sandbox.json('import', '-', { input: suite })).toMatchObject({
      document: { imported: [], duplicates: [{ at: 'test 1' }] },
    })
  })

  it('writes nothing where a line does not read', async () => {
    const sandbox = await makeSandbox()
    expectExit(await sandbox.casebook('import', '-', { input: `${JSON.stringify(LINE)}\n{oops\n` }), 2)
    expect(await sandbox.git('status', '--porcelain')).toBe('')
  })
})

describe.concurrent('export', () => {
  it('writes a promptfoo configuration and JSON Lines of the whole set', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    const promptfoo = expectExit(await sandbox.casebook('export', '--to', 'promptfoo'), 0)
    expect(promptfoo.stdout).toContain('exec:casebook ask')
    expect(promptfoo.stdout).toContain(REFUND.title)
    const lines = expectExit(await sandbox.casebook('export', '--to', 'jsonl'), 0)
      .stdout.trim()
      .split('\n')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ id: REFUND.id, tier: 'smoke' }])
  })
})
