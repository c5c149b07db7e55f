import { describe, expect, it } from 'vitest'
import {
  BROKEN,
  configOf,
  expectExit,
  MAIN,
  makeSandbox,
  PYTHON,
  REFUND,
  type RunOptions,
  type Sandbox,
  SET,
  TARGETS,
} from './sandbox.ts'

const OTHER = 'reg-2026-01-06-bbbbbb'
const COMMAND = TARGETS.python.command

async function aSet(config?: string): Promise<Sandbox> {
  const sandbox = await makeSandbox(config === undefined ? {} : { config })
  await sandbox.addCase()
  await sandbox.addCase({ id: OTHER, input: 'On day 40, please!' })
  return sandbox
}

describe.concurrent('a target that cannot be asked is exit 3, never red, and the whole report is there', () => {
  it.each([
    ['a program that is missing', '[./no-such-program]', 'no-such-program'],
    ['a program that dies at once', "[sh, -c, 'echo it broke >&2; exit 4']", 'it broke'],
    ['a Python module that is missing', `[${PYTHON}, -u, -m, no.such.module]`, "No module named 'no'"],
    ['a Python file that does not compile', `[${PYTHON}, -u, -c, 'def']`, 'SyntaxError'],
    ['a program that ends without an answer', '["true"]', 'exited with code 0'],
  ])('%s', async (_name, command, said) => {
    const sandbox = await aSet()
    await sandbox.write('casebook.yaml', configOf(command))
    const ran = await sandbox.json('run')
    expectExit(ran, 3)
    expect(ran.document).toMatchObject({
      green: false,
      totals: { pass: 0, relapsed: 0, failed: 0, flaky: 0, error: 2, missing: 0 },
    })
    expect(ran.document['results']).toMatchObject(
      [REFUND.id, OTHER].map((id) => ({ id, verdict: 'error', failures: [{ reason: expect.stringContaining(said) }] })),
    )
    const lines = ran.stderr.trimEnd().split('\n').slice(-2)
    expect(lines[0]).toMatch(/^error: 2 of 2 cases could not be told: /)
    expect(lines[0]).toContain(said)
    expect(lines[1]).toBe('hint: run the target of casebook.yaml by hand')
  })

  it('a case without an answer beside one that is red is exit 1', async () => {
    const sandbox = await aSet()
    await sandbox.rules([{ when: 'May I', do: 'die' }, ...BROKEN])
    expect(await sandbox.json('run')).toMatchObject({ code: 1, document: { totals: { error: 1, relapsed: 1 } } })
  })

  it('a case without an answer beside one that passes is exit 3', async () => {
    const sandbox = await aSet('  timeout: 300ms\n')
    await sandbox.rules([
      { when: 'May I', do: 'hang' },
      { when: 'day 40', say: REFUND.expected_output },
    ])
    expect(await sandbox.json('run')).toMatchObject({
      code: 3,
      document: {
        totals: { error: 1, pass: 1 },
        results: [{ failures: [{ reason: expect.stringContaining('300 ms') }] }, {}],
      },
    })
  })
})

describe.concurrent('what a run finds is exit 0 or 1', () => {
  it('green is 0', async () => {
    const sandbox = await aSet()
    expectExit(await sandbox.casebook('run'), 0)
  })

  it('a set without cases is green', async () => {
    const sandbox = await makeSandbox()
    expect(await sandbox.json('run')).toMatchObject({ code: 0, document: { green: true, results: [] } })
  })

  it('red is 1', async () => {
    const sandbox = await aSet()
    await sandbox.rules([{ when: 'day 40', say: 'Perhaps.' }])
    expect(await sandbox.json('run')).toMatchObject({ code: 1, document: { totals: { failed: 2 } } })
  })

  it('a target that cannot make up its mind is 1, and flaky', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase({ repeat: 2 })
    await sandbox.rules([{ when: 'day 40', do: 'flip' }])
    const ran = await sandbox.casebook('run')
    expect(expectExit(ran, 1).stdout).toContain('  flaky: passes and fails (passed 2 of 4)\n')
    expect(ran.stderr).toBe('')
  })

  it('the shards of a run are together all of it, and no case is in two', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ id: 'reg-2026-01-07-cccccc', input: 'And after day 40?' })
    const shards = await Promise.all(['1/2', '2/2'].map((shard) => sandbox.json('run', '--shard', shard)))
    const ids = shards.flatMap(({ document }) => (document['results'] as { id: string }[]).map(({ id }) => id))
    expect(shards.map(({ code }) => code)).toEqual([0, 0])
    expect(shards[0]!.document).toMatchObject({ selection: { ids: null, shard: '1/2' } })
    expect(ids.sort()).toEqual([REFUND.id, OTHER, 'reg-2026-01-07-cccccc'])
  })

  it('a tier holds those below it, and a named case is asked whatever its tier', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.addCase({ id: OTHER }, 'full')
    await sandbox.addCase({ id: 'reg-2026-01-07-cccccc' }, 'extended')
    const counts = await Promise.all(
      [[], ['--tier', 'full'], ['--tier', 'extended'], [OTHER]].map(
        async (args) => (await sandbox.json('run', ...args)).document['results'],
      ),
    )
    expect(counts.map((results) => (results as unknown[]).length)).toEqual([1, 2, 3, 1])
  })
})

type Wrong = [name: string, args: readonly string[], text: string, options?: RunOptions]

const USAGE: readonly Wrong[] = [
  ['an unknown command', ['runn'], 'casebook --help\n'],
  ['no command', [], 'error: no command given\nhint: casebook --help\n'],
  ['an unknown flag', ['run', '--teir', 'full'], 'hint: casebook run --help\n'],
  ['an unknown tier', ['run', '--tier', 'smok'], '"smok"'],
  ['a flag without its value', ['run', '--at'], 'hint: casebook run --help\n'],
  [
    'a flag that is given twice',
    ['run', '--tier', 'full', '--tier', 'smoke'],
    'error: --tier is given more than once\nhint: give one --tier\n',
  ],
  ['a folder that is given twice', ['-C', '.', '-C', 'app', 'list'], 'C is given more than once\n'],
  ['a folder that is not there', ['-C', 'nowhere', 'list'], 'error: there is no folder "'],
  ['a file in place of a folder', ['-C', 'casebook.yaml', 'list'], 'error: there is no folder "'],
  [
    'two flags that exclude each other',
    ['admit', REFUND.id, '--red', 'HEAD', '--no-red', 'why'],
    'hint: casebook admit --help\n',
  ],
  ['an unknown hook', ['hook', 'post-commit'], '"post-commit"'],
  [
    'a shard that is none',
    ['run', '--shard', '3/2'],
    'error: the shard "3/2" is not i/n, with i from 1 to n\nhint: --shard 1/4 … --shard 4/4\n',
  ],
  [
    'an unknown id',
    ['run', 'reg-2026-01-09-dddddd'],
    'error: there is no case "reg-2026-01-09-dddddd" in the set\nhint: casebook list\n',
  ],
  [
    'an unknown id to show',
    ['show', 'reg-2026-01-09-dddddd'],
    'error: there is no case "reg-2026-01-09-dddddd" in the set\n',
  ],
  [
    'an id of the set to admit',
    ['admit', REFUND.id],
    `error: ${SET}/smoke/${REFUND.id}.yaml: "${REFUND.id}" is in the set already, in smoke\n`,
  ],
  [
    'an unknown revision',
    ['run', '--at', 'v9'],
    'error: "v9" names no commit here\nhint: git log --oneline\nhint: git fetch\n',
  ],
  ['a revision that looks like a flag', ['run', '--at=--all'], 'error: "--all" names no commit here\n'],
  ['a trace that is not there', ['capture', 'trace.json'], 'error: there is no file "trace.json"\n'],
  ['a trace that is a folder', ['capture', 'app'], '/app" is a folder\nhint: give a file\n'],
  ['a trace without a name', ['capture', ''], 'error: the trace is ""\nhint: casebook capture <file>\n'],
  ['a trace that is none', ['capture', '-'], 'error: ', { input: 'hello' }],
  [
    'a file of the right answer that is not there',
    ['capture', '-', '--expected-file', 'no.txt'],
    'error: could not read "',
    { input: '{}' },
  ],
]

describe.concurrent('a wrong command line is exit 2, with the mend', () => {
  it.for(USAGE)('%s', async ([_name, args, text, options = {}]) => {
    const sandbox = await aSet()
    const ran = expectExit(await sandbox.casebook(...args, options), 2)
    expect(ran.stderr).toMatch(/^error: /)
    expect(ran.stderr).toMatch(/\nhint: /)
    expect(ran.stderr).toContain(text)
    expect(ran.stdout).toBe('')
  })
})

const COMMANDS = [
  ['run'],
  ['list'],
  ['check'],
  ['manifest'],
  ['fmt'],
  ['show', REFUND.id],
  ['release', 'v1'],
  ['capture', '-'],
  ['admit', REFUND.id],
]

describe.concurrent('without what a command needs it is exit 2', () => {
  it.each(COMMANDS)('no configuration: %s', async (...args) => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.commit('Nothing')
    expect(expectExit(await sandbox.casebook(...args, { input: '{}' }), 2).stderr).toMatch(
      /^error: there is no casebook\.yaml (here|at [0-9a-f]{12})\nhint: /,
    )
  })

  it.each([...COMMANDS, ['init'], ['verify', 'v1'], ['hook', 'pre-push', 'origin', 'url']])(
    'no repository: %s',
    async (...args) => {
      const sandbox = await makeSandbox({ bare: true })
      const ran = expectExit(await sandbox.casebook(...args, { input: 'x', cwd: sandbox.root }), 2)
      expect(ran.stderr).toBe(
        `error: "${sandbox.root}" is in no git repository\nhint: git init\nhint: casebook -C <folder> …\n`,
      )
    },
  )

  it('a target that is left to fill in', async () => {
    const sandbox = await aSet()
    await sandbox.write('casebook.yaml', 'target: null\n')
    expect(expectExit(await sandbox.casebook('run'), 2).stderr).toMatch(
      /^error: casebook\.yaml: the target is left to fill in: .*\nhint: target: /,
    )
  })

  it('a variable that is not set', async () => {
    const sandbox = await aSet(`  env: {MODEL: "\${SHOP_MODEL}"}\n`)
    expect(expectExit(await sandbox.casebook('run'), 2).stderr).toBe(
      'error: casebook.yaml: the environment variable "SHOP_MODEL" is not set\nhint: export SHOP_MODEL=…\n',
    )
    expectExit(await sandbox.casebook('run', { env: { SHOP_MODEL: 'x' } }), 0)
  })

  it('no commit to release', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.write('casebook.yaml', configOf(COMMAND))
    expect(expectExit(await sandbox.casebook('release', 'v1'), 2).stderr).toBe(
      'error: there is no commit to release\nhint: git commit\n',
    )
  })

  it('a tag name that git does not take', async () => {
    const sandbox = await makeSandbox()
    expect(expectExit(await sandbox.casebook('release', 'one two'), 2).stderr).toContain(
      'error: "one two" is no name that git gives a tag\nhint: casebook release v1.4.0\n',
    )
  })
})

describe.concurrent('an invalid set is exit 1 for check and 2 for who needs it whole', () => {
  it('a case that lacks a field', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ id: 'reg-2026-01-07-cccccc', title: undefined } as never)
    const at = `${SET}/smoke/reg-2026-01-07-cccccc.yaml`
    expect(expectExit(await sandbox.casebook('check'), 1).stderr).toContain(`error: ${at}:1: `)
    expect(expectExit(await sandbox.casebook('run'), 2).stderr).toContain(`error: ${at}:1: `)
    const listed = await sandbox.json('list')
    expect(listed).toMatchObject({
      code: 0,
      document: {
        cases: [{ valid: true }, { valid: true }, { id: 'reg-2026-01-07-cccccc', title: null, valid: false }],
      },
    })
    expectExit(await sandbox.casebook('manifest'), 0)
    expectExit(await sandbox.casebook('show', 'reg-2026-01-07-cccccc'), 0)
  })

  it('a configuration with a field that is none', async () => {
    const sandbox = await aSet()
    await sandbox.write('casebook.yaml', 'tarGet: null\n')
    expect(expectExit(await sandbox.casebook('check'), 1).stderr).toMatch(/^error: casebook\.yaml:1: .*"tarGet"/)
    expect(expectExit(await sandbox.casebook('run'), 2).stderr).toMatch(/^error: casebook\.yaml:1: .*"tarGet"/)
  })

  it('a file that has no place in the set', async () => {
    const sandbox = await aSet()
    await sandbox.write(`${SET}/smoke/notes.txt`, 'x')
    for (const [command, code] of [
      ['check', 1],
      ['run', 2],
      ['manifest', 2],
    ] as const)
      expect(expectExit(await sandbox.casebook(command), code).stderr).toContain(
        `error: ${SET}/smoke/notes.txt: "${SET}/smoke/notes.txt" is no name for a case\n`,
      )
  })

  it('a case whose wrong answer would pass', async () => {
    const sandbox = await aSet()
    await sandbox.addCase({ shipped_output: REFUND.expected_output! })
    expectExit(await sandbox.casebook('check'), 1)
  })
})

describe.concurrent('nothing is broken by an odd place', () => {
  it('a configuration below a folder with a line feed in its name', async () => {
    const sandbox = await makeSandbox()
    await sandbox.git('rm', '-q', 'casebook.yaml')
    await sandbox.write('a\nb/casebook.yaml', 'target: null\n')
    await sandbox.commit('Odd')
    expectExit(await sandbox.casebook('list', '--at', 'HEAD'), 0)
  })

  it('a reader that goes away early', async () => {
    const sandbox = await aSet()
    const ran = await sandbox.exec('sh', [
      '-c',
      `{ '${process.execPath}' '${MAIN}' manifest --json; echo $? >&2; } | true`,
    ])
    expect(ran.stderr).toMatch(/^0\n$/)
  })
})
