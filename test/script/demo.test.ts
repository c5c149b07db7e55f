import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoDocument } from '../../cli/demo/play-demo.ts'

const TOP = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = join(TOP, 'dist/main.cjs')
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'casebook-demo-test-')))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

interface Played {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

/** Runs the built demo with exactly this environment. */
function playDemo(args: readonly string[], env: Readonly<Record<string, string>>, cwd = scratch): Played {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'demo', ...args], {
    cwd,
    env,
    encoding: 'utf8',
  })
  return { exit: status, out: stdout, err: stderr }
}

const PATH = '/usr/bin:/bin'
const titlesOf = (transcript: string): string[] => [...transcript.matchAll(/^(\d+)\. (.+)$/gm)].map((match) => match[0])
const rootsOf = (transcript: string): string[] => transcript.match(/rcs1:[0-9a-f]{64}/g) ?? []

describe('the recorded transcript', () => {
  const recorded = readFileSync(join(TOP, 'docs/demo.txt'), 'utf8')
  let played = ''
  beforeAll(() => {
    const file = join(scratch, 'demo.txt')
    execFileSync(process.execPath, [join(TOP, 'scripts/record-demo.mjs'), file])
    played = readFileSync(file, 'utf8')
  })

  it('has the chapters that the demo plays', () => {
    expect(titlesOf(recorded)).toHaveLength(10)
    expect(titlesOf(played)).toEqual(titlesOf(recorded))
  })

  it('has the commands that the demo runs', () => {
    const commandsOf = (transcript: string): string[] => transcript.match(/^ {2}\$ .+$/gm) ?? []
    expect(commandsOf(recorded).length).toBeGreaterThan(20)
    expect(commandsOf(played)).toEqual(commandsOf(recorded))
  })

  it('has the roots that the demo arrives at', () => {
    expect(rootsOf(recorded).length).toBeGreaterThan(5)
    expect(rootsOf(played)).toEqual(rootsOf(recorded))
  })

  const essential = [
    'redacted 1 email at /input/0/content',
    'error: message refers to bug "#412", which no case of the set links',
    'before the fix: relapsed at ',
    'here: passed 5 of 5',
    'green  smoke 1/1 passed, in … ms',
    'relapsed: wrong in the way that shipped',
    'bug    https://github.com/acme/shop/issues/412',
    'trace  9c1b7e50d2f84a6fa3e5d0c47b12e86f',
    '-Order 20417 came 45 days ago and refunds end after 30. I can offer store credit.',
    '+Of course! I have refunded order 20417 in full. The money arrives within 5 working days.',
    ': the smoke tier is red',
    'Regression-Result: PASSED full 1/1 extended=0',
    'verified v1.0.0 at ',
    'All of it is left in /tmp/casebook-demo\n',
    '  casebook -C /tmp/casebook-demo/shop list\n',
  ]
  it.each(essential)('says %j', (line) => {
    expect(played).toContain(line)
    expect(recorded).toContain(line)
  })

  it('shows no address of the customer, no colour and no path of the machine it was recorded on', () => {
    expect(recorded).not.toMatch(/dana\.whitfield/)
    expect(recorded).not.toMatch(/\u001b/)
    expect(recorded.match(/\/tmp\/[\w.-]+/g)?.every((path) => path === '/tmp/casebook-demo')).toBe(true)
  })
})

describe('the embedded product', () => {
  const product = join(TOP, 'cli/demo/product')
  const trace = JSON.parse(readFileSync(join(product, 'trace-9c1b7e50d2f84a6f.json'), 'utf8')) as {
    trace: { output: string }
    observations: { input: { content: string }[] | null; output: { content: string } | null }[]
  }
  const generation = trace.observations.find(({ input }) => input !== null)!

  it('shipped the prompt that the trace recorded', () => {
    const shipped = readFileSync(join(product, 'edits/shorten/prompts/refunds.md'), 'utf8')
    expect(generation.input![0]!.content).toBe(shipped)
  })

  it('answered the customer as the trace recorded', async () => {
    const { answer } = (await import(join(product, 'shop/app/support-bot.mjs'))) as {
      answer(messages: unknown, prompt: string): string
    }
    const [system, ...asked] = generation.input!
    const said = answer([{ role: 'user', content: asked[0]!.content }], system!.content)
    expect(said).toBe(generation.output!.content)
    expect(JSON.stringify(said)).toBe(trace.trace.output)
  })
})

describe('a machine that is against it', () => {
  const hostile = join(scratch, 'a home with spaces')
  const outer = join(scratch, 'outer')
  const tmp = join(scratch, 'tmp with spaces')
  let played: Played
  let document: DemoDocument
  let outerBefore = ''

  const stateOf = (repository: string): string =>
    execFileSync('git', ['-C', repository, 'status', '--porcelain=v2', '--branch', '--untracked-files=all'], {
      encoding: 'utf8',
      env: { PATH },
    }) +
    readFileSync(join(repository, '.git/config'), 'utf8') +
    readdirSync(join(repository, '.git')).join()

  beforeAll(() => {
    for (const folder of [hostile, outer, tmp]) mkdirSync(folder)
    const settings =
      '[user]\n\tuseConfigOnly = true\n[commit]\n\tgpgSign = true\n[core]\n\thooksPath = /nonexistent\n[init]\n\tdefaultBranch = trunk\n'
    writeFileSync(join(hostile, '.gitconfig'), settings)
    execFileSync('git', ['init', '-q', outer], { env: { PATH } })
    outerBefore = stateOf(outer)
    const env = {
      PATH,
      TMPDIR: tmp,
      XDG_CONFIG_HOME: hostile,
      GIT_CONFIG_GLOBAL: join(hostile, '.gitconfig'),
      GIT_DIR: join(outer, '.git'),
      GIT_WORK_TREE: outer,
      GIT_INDEX_FILE: join(outer, '.git/index'),
      GIT_AUTHOR_NAME: 'Somebody Else',
      GIT_TRACE: '1',
      SKIP_SIMPLE_GIT_HOOKS: '1',
      FORCE_COLOR: '1',
      CI: 'true',
    }
    played = playDemo(['--json'], env, outer)
    document = JSON.parse(played.out) as DemoDocument
  })

  it('plays the whole story inside a hook of another repository, without HOME, with a bare PATH and a hostile git configuration', () => {
    expect(played).toMatchObject({ exit: 0, err: '' })
    expect(document).toMatchObject({ format: 'casebook-demo/1', ok: true })
  })

  it('names the chapters of the recorded transcript, in order', () => {
    const titles = [...new Set(document.steps.map(({ title }) => title))]
    const recorded = titlesOf(readFileSync(join(TOP, 'docs/demo.txt'), 'utf8'))
    expect(titles.map((title, index) => `${index + 1}. ${title}`)).toEqual(recorded)
  })

  it('refuses one commit and blocks one push, and nothing else', () => {
    const refused = document.steps.filter(({ exit }) => exit !== 0)
    expect(refused).toEqual([
      {
        title: 'A fix without its case is refused',
        command: 'git commit -a -m "Refund within 30 days only, fixes #412"',
        exit: 1,
      },
      { title: 'Weeks later a tidy-up loses the sentence again', command: 'git push', exit: 1 },
    ])
  })

  it('leaves its folder under TMPDIR, with the commits of the story by the author of the story', () => {
    expect(document.folder.startsWith(join(tmp, 'casebook-demo-'))).toBe(true)
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', join(document.folder, 'shop'), ...args], { encoding: 'utf8', env: { PATH } })
    expect(new Set(git('log', '--format=%an').trim().split('\n'))).toEqual(new Set(['Sam Porter']))
    expect(git('rev-parse', 'HEAD')).toBe(git('rev-parse', 'origin/main'))
    expect(git('status', '--porcelain')).toBe('')
    expect(git('tag', '-l', '--format=%(contents)')).toContain('Regression-Set: regression@v1 rcs1:')
  })

  it('leaves nothing else behind, and the other repository as it was', () => {
    expect(readdirSync(tmp)).toHaveLength(1)
    expect(readdirSync(document.folder).sort()).toEqual(['origin.git', 'shop', 'trace-9c1b7e50d2f84a6f.json'])
    expect(stateOf(outer)).toBe(outerBefore)
  })
})

describe('what it refuses to begin', () => {
  it('a folder that is not empty: exit 2, and nothing of it is touched', () => {
    const folder = join(scratch, 'full')
    mkdirSync(folder)
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    const { exit, out, err } = playDemo(['--dir', 'full'], { PATH })
    expect({ exit, out, err }).toEqual({
      exit: 2,
      out: '',
      err: `error: folder "${folder}" is not empty\nhint: casebook demo --dir <new folder>\nhint: casebook demo\n`,
    })
    expect(readdirSync(folder)).toEqual(['mine.txt'])
  })

  it('a file where the folder should be: exit 2', () => {
    const file = join(scratch, 'file')
    writeFileSync(file, '')
    const { exit, err } = playDemo(['--dir', file], { PATH })
    expect({ exit, err }).toEqual({
      exit: 2,
      err: `error: "${file}" is no folder\nhint: casebook demo --dir <new folder>\nhint: casebook demo\n`,
    })
  })

  it('a place where no folder can be made: exit 3', () => {
    const { exit, err } = playDemo(['--dir', '/proc/casebook-demo'], { PATH })
    expect(exit).toBe(3)
    expect(err).toMatch(
      /^error: could not make a folder at "\/proc\/casebook-demo": .+\nhint: casebook demo --dir <new folder>\n$/,
    )
  })

  it('a machine without git: exit 3, and no folder is made', () => {
    const empty = join(scratch, 'empty')
    mkdirSync(empty)
    const { exit, out, err } = playDemo(['--dir', 'unmade'], { PATH: empty })
    expect({ exit, out, err }).toEqual({
      exit: 3,
      out: '',
      err: 'error: this needs git, and there is no git on the PATH\nhint: install git, or put it on the PATH\nhint: check, list, show, manifest, diff, verify and proof work without git\n',
    })
    expect(existsSync(join(scratch, 'unmade'))).toBe(false)
  })
})

describe('a story that goes otherwise', () => {
  /** Puts a git first on the PATH that is right in everything but one command, where this line of sh runs instead. */
  function playWith(name: string, command: string, instead: string): Played {
    const folder = join(scratch, name)
    mkdirSync(folder)
    const git = `#!/bin/sh\nPATH=${PATH}\nif [ "$1" = ${command} ]; then ${instead}; fi\nexec git "$@"\n`
    writeFileSync(join(folder, 'git'), git, { mode: 0o755 })
    return playDemo(['--json', '--dir', `${name}-demo`], { PATH: `${folder}:${PATH}` })
  }

  it('a commit that should be refused and is not: exit 3, and a document that is not ok', () => {
    const { exit, out, err } = playWith('hookless', 'commit', 'shift; exec git commit --no-verify "$@"')
    const document = JSON.parse(out) as DemoDocument
    expect(exit).toBe(3)
    expect(document).toMatchObject({ ok: false, folder: join(scratch, 'hookless-demo') })
    expect(document.steps.at(-1)).toMatchObject({ title: 'A fix without its case is refused', exit: 0 })
    expect(err.split('\n')).toEqual([
      expect.stringMatching(
        /^error: the demo went otherwise than told at "A fix without its case is refused": "git commit" ended with exit 0, not 1: /,
      ),
      `hint: look into ${join(scratch, 'hookless-demo')}`,
      'hint: git --version',
      '',
    ])
  })

  it('a command that ends as told but does not say what it should: exit 3', () => {
    const { exit, err } = playWith('silent', 'show', 'exit 0')
    expect(exit).toBe(3)
    expect(err).toContain('"git show" did not show "within 30 days"\n')
  })

  it('casebook itself broken on the way: exit 70', () => {
    const { exit, err } = playWith('broken', 'push', 'echo "error: casebook broke: by a test" >&2; exit 1')
    expect(exit).toBe(70)
    expect(err).toContain('error: casebook broke: "git push" in the demo: error: casebook broke: by a test\n')
  })
})
