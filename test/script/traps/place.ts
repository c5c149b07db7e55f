import { join } from 'node:path'
import { expect } from 'vitest'
import {
  configOf,
  expectExit,
  FIXED,
  makeSandbox,
  type Ran,
  REFUND,
  RIGHT,
  type Rule,
  type Sandbox,
  TARGETS,
} from '../sandbox.ts'

const INPUTS = '  inputs: ["app/**"]\n'
const BUGS = 'bugs: {repo: https://github.com/acme/shop}\n'

/** Where an engineer sits: a work tree with the hooks in place, a remote, and what the environment says. */
export interface Place {
  readonly sandbox: Sandbox
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

type Lay = (sandbox: Sandbox) => Promise<{ cwd?: string; env?: Record<string, string> }>

const file = (sandbox: Sandbox): string => `file://${sandbox.remote}`

/** A clone beside the repository, which is then nobody's any more. */
const cloned =
  (...args: string[]): Lay =>
  async (sandbox) => {
    const cwd = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', ...args, file(sandbox), cwd)
    return { cwd }
  }

const HOSTILE = `[color]\nui = always\n[core]\nquotePath = true\nautocrlf = input\n[grep]\nlineNumber = true\n[status]
showUntrackedFiles = no\n[push]\nfollowTags = true\n[diff]\nnoprefix = true\nmnemonicPrefix = true\nrenames = copies\n[log]
showSignature = true\n[commit]\nverbose = true\n[rebase]\nautoSquash = false\n[trailer]\nifexists = doNothing\nwhere = start\n[merge]\nff = only\n`

const PLACES: Readonly<Record<string, Lay>> = {
  'the repository itself': async () => ({}),
  'a linked worktree': async (sandbox) => {
    const cwd = join(sandbox.root, 'linked')
    await sandbox.git('switch', '-q', '-c', 'elsewhere')
    await sandbox.git('worktree', 'add', '-q', cwd, 'main')
    return { cwd }
  },
  'a linked worktree of a bare clone, which has no remote-tracking refs': async (sandbox) => {
    const bare = join(sandbox.root, 'bare.git')
    const cwd = join(sandbox.root, 'tree')
    await sandbox.git('clone', '-q', '--bare', file(sandbox), bare)
    await sandbox.git('worktree', 'add', '-q', cwd, 'main', { cwd: bare })
    return { cwd }
  },
  'a submodule': async (sandbox) => {
    const outer = join(sandbox.root, 'outer')
    await sandbox.git('init', '-q', '-b', 'main', outer)
    await sandbox.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', file(sandbox), 'parts/shop', {
      cwd: outer,
    })
    return { cwd: join(outer, 'parts/shop') }
  },
  'a linked worktree of a submodule': async (sandbox) => {
    const { cwd } = (await PLACES['a submodule']!(sandbox)) as { cwd: string }
    await sandbox.git('switch', '-q', '-c', 'elsewhere', { cwd })
    await sandbox.git('worktree', 'add', '-q', join(sandbox.root, 'linked'), 'main', { cwd })
    return { cwd: join(sandbox.root, 'linked') }
  },
  'a folder with spaces, quotes and a dollar': async (sandbox) => {
    const cwd = join(sandbox.root, `ein Lädchen's "店" $HOME \`x\``)
    await sandbox.git('clone', '-q', file(sandbox), cwd)
    return { cwd }
  },
  'a folder of hooks of its own, in a linked worktree': async (sandbox) => {
    await sandbox.git('config', 'core.hooksPath', sandbox.path('.git/our hooks'))
    return PLACES['a linked worktree']!(sandbox)
  },
  'a git folder elsewhere, named by GIT_DIR and GIT_WORK_TREE': async (sandbox) => {
    const cwd = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', `--separate-git-dir=${join(sandbox.root, 'kept.git')}`, file(sandbox), cwd)
    await sandbox.exec('rm', [join(cwd, '.git')])
    return { cwd, env: { GIT_DIR: join(sandbox.root, 'kept.git'), GIT_WORK_TREE: cwd } }
  },
  'an index elsewhere, named by GIT_INDEX_FILE': async (sandbox) => {
    await sandbox.exec('cp', [sandbox.path('.git/index'), join(sandbox.root, 'index')])
    return { env: { GIT_INDEX_FILE: join(sandbox.root, 'index') } }
  },
  'a sparse checkout': async (sandbox) => {
    const { cwd } = (await cloned('--sparse')(sandbox)) as { cwd: string }
    await sandbox.git('sparse-checkout', 'set', 'app', 'evals', { cwd })
    return { cwd }
  },
  'a shallow clone': cloned('--depth=1'),
  'a partial clone': async (sandbox) => {
    await sandbox.git('config', 'uploadpack.allowFilter', 'true', { cwd: sandbox.remote })
    return cloned('--filter=blob:none')(sandbox)
  },
  'a repository with a split index and an untracked cache': async (sandbox) => {
    await sandbox.git('config', 'core.splitIndex', 'true')
    await sandbox.git('update-index', '--split-index', '--untracked-cache')
    return {}
  },
  'a configuration of git full of wishes': async (sandbox) => {
    await sandbox.write('../gitconfig', HOSTILE)
    return { env: { GIT_CONFIG_GLOBAL: join(sandbox.root, 'gitconfig') } }
  },
  'a PATH with nothing but the system': async () => ({ env: { PATH: '/usr/bin:/bin' } }),
}

/** The objects of the remote and of everything that comes of it are named by SHA-256. */
export const SHA256 = 'a repository of SHA-256'
export const PLACE_NAMES: readonly string[] = [...Object.keys(PLACES), SHA256]

/** A case, its product and its set on the remote, and a person at `name` who ran `init`. */
export async function aPlace(name: string): Promise<Place> {
  const sandbox = await makeSandbox({ bare: true })
  if (name === SHA256) await renamed(sandbox)
  const declared = PLACE_NAMES.indexOf(name) % 2 === 1
  await sandbox.write('casebook.yaml', configOf(TARGETS.python.command, `${declared ? INPUTS : ''}${BUGS}`))
  await sandbox.write(TARGETS.python.file, TARGETS.python.text)
  await sandbox.write('docs/big/read.md', 'Not for the target.\n')
  await sandbox.rules(FIXED)
  await sandbox.addCase()
  await sandbox.commit('Start')
  await sandbox.commit('Go on')
  await sandbox.git('push', '-q', '-u', 'origin', 'main')
  const { cwd = sandbox.repo, env = {} } = name === SHA256 ? {} : await PLACES[name]!(sandbox)
  expectExit(await sandbox.casebook('init', { cwd, env }), 0)
  await sandbox.git('add', '-A', { cwd, env })
  await sandbox.git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'Adopt', { cwd, env })
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'HEAD:main', { cwd, env })
  return { sandbox, cwd, env }
}

async function renamed(sandbox: Sandbox): Promise<void> {
  await sandbox.exec('rm', ['-rf', sandbox.remote, sandbox.path('.git')])
  await sandbox.git('init', '-q', '-b', 'main', '--object-format=sha256')
  await sandbox.git('init', '-q', '--bare', '-b', 'main', '--object-format=sha256', sandbox.remote, {
    cwd: sandbox.root,
  })
  await sandbox.git('remote', 'add', 'origin', sandbox.remote)
}

/** What a person does there, each thing with what it may not touch checked. */
export class Desk {
  readonly place: Place
  #bug = 100

  constructor(place: Place) {
    this.place = place
  }

  /** The number of a bug that nobody has named yet. */
  nextBug(): number {
    return ++this.#bug
  }

  git(...args: string[]): Promise<string> {
    return this.place.sandbox.git(...args, { cwd: this.place.cwd, env: this.place.env })
  }

  tryGit(...args: string[]): Promise<Ran> {
    return this.place.sandbox.tryGit(...args, { cwd: this.place.cwd, env: this.place.env })
  }

  rules(rules: readonly Rule[]): Promise<void> {
    return this.place.sandbox.rules(rules, this.place.cwd)
  }

  /** A change of the product that breaks nothing and that no commit before had. */
  more(): Promise<void> {
    return this.rules([...FIXED, { when: `day ${1000 + this.nextBug()}`, say: RIGHT }])
  }

  /** Writes the case of a bug and stages it. */
  async addCase(bug: number): Promise<string> {
    const id = `reg-2026-01-06-${bug.toString(16).padStart(6, '0')}`
    const path = await this.place.sandbox.addCase({
      id,
      bug_link: `https://github.com/acme/shop/issues/${bug}`,
      input: `${REFUND.input} (${bug})`,
    })
    const text = await this.place.sandbox.read(path)
    if (this.place.cwd !== this.place.sandbox.repo) {
      await this.place.sandbox.exec('rm', [this.place.sandbox.path(path)])
      await this.place.sandbox.write(join(this.place.cwd, path), text)
    }
    await this.git('add', '--', path)
    return id
  }

  /** Back to what the remote's main has. */
  async calm(): Promise<void> {
    const main = (await this.place.sandbox.remoteRef('refs/heads/main'))!
    await this.git('checkout', '-q', '-f', '-B', 'main', main)
    await this.git('clean', '-q', '-f', '-d')
  }

  /** A commit that the hook is asked about: accepted or refused, and then nothing is there that was not. */
  async commit(code: 0 | 1, ...args: string[]): Promise<Ran> {
    const before = await this.git('rev-parse', 'HEAD')
    const ran = expectExit(await this.tryGit('commit', '-q', ...args), code)
    const after = await this.git('rev-parse', 'HEAD')
    if (code === 1) expect(after).toBe(before)
    else expect(after).not.toBe(before)
    return ran
  }

  /** A push through the hook: the remote moves or stays, and nothing here is touched but what tracks the remote. */
  async push(code: 0 | 1, ...args: string[]): Promise<string> {
    const [remote, here] = [await this.#remote(), await this.#untouched()]
    const ran = await this.tryGit('push', ...args)
    expectExit(ran, code)
    if (code === 1) expect(await this.#remote()).toBe(remote)
    else expect(await this.#remote()).not.toBe(remote)
    expect(await this.#untouched()).toEqual(here)
    expect(this.place.sandbox.leftovers()).toEqual([])
    return ran.stderr
  }

  #remote(): Promise<string> {
    return this.place.sandbox.git('for-each-ref', { cwd: this.place.sandbox.remote })
  }

  async #untouched(): Promise<string[]> {
    const refs = await this.git('for-each-ref')
    return [
      await this.git('config', '--list', '--show-origin'),
      await this.git('ls-files', '-s'),
      await this.git('diff', '--no-ext-diff', '--no-color'),
      await this.git('worktree', 'list', '--porcelain'),
      refs.replace(/^.*\trefs\/(remotes|casebook|notes)\/.*\n?/gm, ''),
    ]
  }
}
