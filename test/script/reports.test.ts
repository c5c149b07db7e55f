import { existsSync, lstatSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BROKEN, expectExit, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'

async function aRelapse(): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.rules(BROKEN)
  return sandbox
}

describe.concurrent('run --reporter', () => {
  it('writes every report into a folder, and prints what belongs to the log', async () => {
    const sandbox = await aRelapse()
    const ran = expectExit(
      await sandbox.casebook('run', '--reporter', 'text,json,junit,github,markdown,html', '--output', '../out/'),
      1,
    )
    expect(ran.stdout).toContain(`✗ ${REFUND.id}`)
    expect(ran.stdout).toContain(`\n::error file=${SET}/smoke/${REFUND.id}.yaml,line=1,title=relapsed%3A `)
    expect([...sandbox.snapshot(`${sandbox.root}/out`).keys()]).toEqual([
      'junit.xml',
      'run.html',
      'run.json',
      'run.md',
      'run.txt',
    ])
    expect(JSON.parse(await sandbox.read('../out/run.json'))).toMatchObject({ format: 'casebook-run/1', green: false })
  })

  it.each<[reporter: string, begin: string]>([
    ['junit', '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>'],
    ['markdown', '### Regression set: red\n'],
    ['html', '<!doctype html>\n'],
    ['json', '{\n  "format": "casebook-run/1",'],
    ['github', '::error file='],
  ])('prints %s alone', async (reporter, begin) => {
    const sandbox = await aRelapse()
    const ran = expectExit(await sandbox.casebook('run', '--reporter', reporter), 1)
    expect(ran.stdout.startsWith(begin)).toBe(true)
    expect(ran.stderr).toBe('')
  })

  it('leaves standard output to the document with --json', async () => {
    const sandbox = await aRelapse()
    const ran = await sandbox.json('run', '--reporter', 'github,junit', '--output', '../j.xml')
    expect(ran).toMatchObject({ code: 1, document: { format: 'casebook-run/1' } })
    expect(ran.stderr).toMatch(/^::error file=/)
    expect(await sandbox.read('../j.xml')).toContain('failures="1"')
  })

  it('works from the folder that -C names', async () => {
    const sandbox = await aRelapse()
    expectExit(await sandbox.casebook('-C', 'app', 'run', '--reporter', 'junit', '--output', 'a/j.xml'), 1)
    expect(existsSync(sandbox.path('app/a/j.xml'))).toBe(true)
    expect(sandbox.snapshot(sandbox.path('app/a')).size).toBe(1)
  })

  it('asks nothing where the flags are wrong', async () => {
    const sandbox = await aRelapse()
    await sandbox.write('app/regress.py', `open('${sandbox.root}/started', 'w')\n`)
    const ran = expectExit(await sandbox.casebook('run', '--reporter', 'text,xml'), 2)
    expect(ran.stderr).toBe(
      'error: there is no reporter "xml"\nhint: one or more of text,json,junit,github,markdown,html\n',
    )
    expectExit(await sandbox.casebook('run', '--reporter', 'junit,html'), 2)
    expect(existsSync(`${sandbox.root}/started`)).toBe(false)
  })

  it('puts no file in the place of a device, and keeps the verdict', async () => {
    const sandbox = await aRelapse()
    const ran = expectExit(await sandbox.casebook('run', '--reporter', 'text,junit', '--output', '/dev/null'), 1)
    expect(ran.stderr).toBe('error: "/dev/null" is no regular file\nhint: give a file\n')
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    await sandbox.rules([{ when: 'day 40', say: REFUND.expected_output }])
    expectExit(await sandbox.casebook('run', '--reporter', 'text,junit', '--output', '/dev/null'), 2)
  })

  it('adds to the summary of the job, and only where GitHub asks for one', async () => {
    const sandbox = await aRelapse()
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: `${sandbox.root}/summary.md` }
    await sandbox.write('../summary.md', 'before')
    expectExit(await sandbox.casebook('run', '--reporter', 'text', { env }), 1)
    expect(await sandbox.read('../summary.md')).toBe('before')
    expectExit(await sandbox.casebook('run', '--reporter', 'github', { env }), 1)
    expect(await sandbox.read('../summary.md')).toMatch(/^before\n### Regression set: red\n/)
  })
})

describe.concurrent('the log of a CI service', () => {
  const evil = '\n  ::add-mask::No\n##[set-output name=a]b\n::stop-commands::x'
  const commandsIn = (text: string): string[] =>
    text.split(/\r?\n/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['))

  async function evilSet(): Promise<Sandbox> {
    const sandbox = await makeSandbox()
    await sandbox.addCase({ title: 'x ##[add-path]y', expected_output: `right${evil}` })
    await sandbox.rules([{ when: 'day 40', say: `wrong${evil}` }])
    const target = await sandbox.read('app/regress.py')
    await sandbox.write(
      'app/regress.py',
      `import sys\nsys.stderr.write(${JSON.stringify(`hello${evil}\n`)})\n${target}`,
    )
    return sandbox
  }

  it('gets no command from cases, answers or the product, of any report', async () => {
    const sandbox = await evilSet()
    for (const reporter of ['text', 'json', 'markdown', 'junit', 'html']) {
      const ran = expectExit(
        await sandbox.casebook('run', '--reporter', reporter, { env: { GITHUB_ACTIONS: 'true' } }),
        1,
      )
      expect(commandsIn(ran.stdout + ran.stderr)).toEqual([])
    }
    const ran = expectExit(await sandbox.casebook('run', '--reporter', 'github', { env: { CI: 'true' } }), 1)
    expect(commandsIn(ran.stdout + ran.stderr)).toEqual([expect.stringMatching(/^::error file=/)])
  })

  it('gets the same document as anybody', async () => {
    const sandbox = await evilSet()
    const [here, there] = [await sandbox.json('run'), await sandbox.json('run', { env: { GITHUB_ACTIONS: 'true' } })]
    expect(commandsIn(there.stdout)).toEqual([])
    const outputs = ({ document }: typeof here) =>
      (document['results'] as { attempts: { output: string }[] }[])[0]!.attempts[0]!.output
    expect(outputs(there)).toBe(outputs(here))
    expect(outputs(here)).toContain('##[set-output')
  })

  it('gets no command from what is refused', async () => {
    const sandbox = await makeSandbox()
    const ran = expectExit(await sandbox.casebook('show', '##[add-path]x', { env: { CI: 'true' } }), 2)
    expect(ran.stderr).toContain('\\x23#[add-path]x')
  })
})
