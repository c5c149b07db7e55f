import { join } from 'node:path'
import type { Sandbox } from '../script/sandbox.ts'
import type { Group } from './readings.ts'

/** Where a shape is read from, and with which environment beside the sandbox's. */
export interface Place {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** The same for a git that runs at its top, where that differs. */
  readonly git?: NodeJS.ProcessEnv
  /** The top of its work tree; none in a bare repository. */
  readonly top?: string
}

export interface Shape {
  /** Asks everything of it, since it decides on references or on what lies where. */
  readonly deep?: true
  make(origin: Sandbox, folder: string): Promise<Place>
  /** Groups whose answers are this shape's own: compared between the engines only. */
  readonly differs?: readonly Group[]
  /** What the engine without git says instead of anything, after "without git on the PATH casebook can't read ". */
  readonly refused?: string
  /** What it says instead of an answer of these groups. */
  readonly without?: { readonly groups: readonly Group[]; readonly because: string }
}

const clone = async (origin: Sandbox, folder: string, ...options: string[]): Promise<Place> => {
  await origin.git('clone', '-q', ...options, `file://${origin.repo}`, folder)
  return { cwd: folder, top: folder }
}

export const SHAPES: Readonly<Record<string, Shape>> = {
  'loose objects': {
    deep: true,
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.exec(
        'sh',
        [
          '-c',
          'mv .git/objects/pack .git/kept && for pack in .git/kept/*.pack; do git unpack-objects -q < $pack; done',
        ],
        { cwd: folder },
      )
      return place
    },
  },
  'one pack with deltas': {
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.git('repack', '-a', '-d', '-f', '-q', '--depth=50', { cwd: folder })
      return place
    },
  },
  'packed references': {
    deep: true,
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.git('pack-refs', '--all', '--prune', { cwd: folder })
      return place
    },
  },
  'a linked worktree': {
    deep: true,
    make: async (origin, folder) => {
      await clone(origin, `${folder}-main`)
      await origin.git('checkout', '-q', 'v1', { cwd: `${folder}-main` })
      await origin.git('worktree', 'add', '-q', '-f', folder, 'main', { cwd: `${folder}-main` })
      return { cwd: folder, top: folder }
    },
  },
  'a linked worktree of a bare repository': {
    make: async (origin, folder) => {
      await bare(origin, `${folder}-bare`)
      await origin.git('worktree', 'add', '-q', folder, 'main', { cwd: `${folder}-bare` })
      return { cwd: folder, top: folder }
    },
  },
  'a linked worktree with its own configuration': {
    make: async (origin, folder) => {
      await clone(origin, `${folder}-main`)
      await origin.git('config', 'extensions.worktreeConfig', 'true', { cwd: `${folder}-main` })
      await origin.git('checkout', '-q', 'v1', { cwd: `${folder}-main` })
      await origin.git('worktree', 'add', '-q', '-f', folder, 'main', { cwd: `${folder}-main` })
      await origin.git('config', '--worktree', 'test.many', 'worktree', { cwd: folder })
      return { cwd: folder, top: folder }
    },
  },
  'a submodule': {
    make: async (origin, folder) => {
      await origin.git('init', '-q', '-b', 'main', folder)
      const allow = ['-c', 'protocol.file.allow=always']
      await origin.git(...allow, 'submodule', 'add', '-q', `file://${origin.repo}`, 'parts/shop', { cwd: folder })
      return { cwd: join(folder, 'parts/shop'), top: join(folder, 'parts/shop') }
    },
  },
  'a bare repository': {
    deep: true,
    make: async (origin, folder) => {
      await bare(origin, folder)
      return { cwd: folder }
    },
  },
  'a separate git folder': {
    make: (origin, folder) => clone(origin, folder, '--separate-git-dir', `${folder}-git`),
  },
  'a work tree configured elsewhere': {
    make: async (origin, folder) => {
      await clone(origin, `${folder}/inner`, '--no-checkout')
      await origin.git('config', 'core.worktree', folder, { cwd: `${folder}/inner` })
      await origin.git('reset', '-q', '--hard', { cwd: `${folder}/inner` })
      return { cwd: `${folder}/inner`, top: folder, git: { GIT_DIR: `${folder}/inner/.git` } }
    },
  },
  'GIT_DIR and GIT_WORK_TREE': {
    make: async (origin, folder) => {
      await clone(origin, folder)
      await origin.exec('mv', ['.git', `${folder}-git`], { cwd: folder })
      return { cwd: folder, top: folder, env: { GIT_DIR: `${folder}-git`, GIT_WORK_TREE: folder } }
    },
  },
  'a relative GIT_DIR, from a folder within': {
    make: async (origin, folder) => {
      await clone(origin, folder)
      return {
        cwd: join(folder, 'app'),
        top: folder,
        env: { GIT_DIR: '../.git', GIT_WORK_TREE: '..' },
        git: { GIT_DIR: join(folder, '.git') },
      }
    },
  },
  GIT_INDEX_FILE: {
    make: async (origin, folder) => {
      await clone(origin, folder)
      await origin.exec('cp', ['.git/index', '.git/other'], { cwd: folder })
      await origin.git('rm', '-q', '--cached', 'app.txt', { cwd: folder })
      return { cwd: folder, top: folder, env: { GIT_INDEX_FILE: '.git/other' } }
    },
  },
  'a folder within, through a symbolic link': {
    make: async (origin, folder) => {
      await clone(origin, folder)
      await origin.exec('ln', ['-s', join(folder, 'app'), `${folder}-link`])
      return { cwd: `${folder}-link`, top: folder }
    },
  },
  'an index of version 4': {
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.git('update-index', '--index-version', '4', { cwd: folder })
      return place
    },
  },
  'a sparse checkout': {
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.git('sparse-checkout', 'set', '--no-cone', '/*', '!/docs/', '!/deep/', '!/.gitignore', {
        cwd: folder,
      })
      return place
    },
  },
  'a sparse index': {
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'evals', 'docs', { cwd: folder })
      return place
    },
    differs: ['worktree'],
    without: { groups: ['index', 'worktree'], because: 'a sparse index' },
  },
  'a split index': {
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.git('config', 'core.splitIndex', 'true', { cwd: folder })
      await origin.git('update-index', '--split-index', { cwd: folder })
      return place
    },
    without: { groups: ['index', 'worktree'], because: 'a split index' },
  },
  'CRLF line ends by core.autocrlf': {
    make: (origin, folder) => clone(origin, folder, '-c', 'core.autocrlf=true'),
    differs: ['worktree'],
  },
  'a partial clone': {
    make: (origin, folder) => clone(origin, folder, '--filter=blob:none'),
    refused: 'a partial clone: the rest of its objects lies at "origin"',
  },
  'a partial clone without trees': {
    make: (origin, folder) => clone(origin, folder, '--filter=tree:0'),
    refused: 'a partial clone: the rest of its objects lies at "origin"',
  },
  'borrowed objects': {
    make: async (origin, folder) => {
      await origin.git('clone', '-q', '--shared', origin.repo, folder)
      return { cwd: folder, top: folder }
    },
    refused: 'objects that are borrowed from "ORIGIN/.git/objects"',
  },
  'a pack of 60 MB': {
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      const pack = `head -c 60000000 /dev/urandom > big && git -c core.compression=0 hash-object -w big | git -c core.compression=0 pack-objects -q .git/objects/pack/pack && git prune-packed && rm big`
      await origin.exec('sh', ['-c', pack], { cwd: folder })
      return place
    },
    refused: 'packs of 58 MiB, more than 50',
  },
  'an object that another one stands in for': {
    make: async (origin, folder) => {
      const place = await clone(origin, folder)
      await origin.git('replace', 'refs/remotes/origin/unrelated', 'v1^0', { cwd: folder })
      await origin.git('pack-refs', '--all', { cwd: folder })
      return place
    },
    differs: ['commits', 'trees', 'blobs', 'history', 'index', 'worktree'],
    refused: 'objects that refs/replace stands in for',
  },
}

/** With the branches of the origin where a clone has them. */
async function bare(origin: Sandbox, folder: string): Promise<void> {
  await origin.git('clone', '-q', '--bare', `file://${origin.repo}`, folder)
  await origin.git('fetch', '-q', '--no-write-fetch-head', 'origin', '+refs/heads/*:refs/remotes/origin/*', {
    cwd: folder,
  })
  await origin.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main', { cwd: folder })
}
