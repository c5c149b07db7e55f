import { randomBytes } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adopted, CONFIG, caseFiles, DECLARED, idOf, WORKER } from './product.mjs'

const withHook = (bench, name, hook) => {
  bench.repository(name, { 'casebook.yaml': CONFIG, ...caseFiles(30) })
  bench.write(`${name}/.git/hooks/commit-msg`, hook, 0o755)
  return name
}
const commit = (bench, name, message) => bench.side(name, 'git', 'commit', '-q', '--allow-empty', '-m', message)

/** 100,000 files and a pack of 300 MB; only what the hooks are about is in the work tree. */
const crowded = (bench, name) => {
  bench.repository(name, {})
  const stream = join(bench.folder, 'stream')
  writeFileSync(stream, 'commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 6\nlarge\n\n')
  const files = Array.from({ length: 100_000 }, (_, index) => {
    const text = `file ${index}\n`
    return `M 100644 inline src/m${index % 300}/p${Math.floor(index / 300) % 20}/f${index}.txt\ndata ${text.length}\n${text}\n`
  })
  appendFileSync(stream, files.join(''))
  for (let index = 0; index < 30; index++) {
    appendFileSync(stream, `M 100644 inline big/${index}.bin\ndata ${10 << 20}\n`)
    appendFileSync(stream, randomBytes(10 << 20))
    appendFileSync(stream, '\n')
  }
  bench.call(name, 'sh', '-c', 'git -c core.compression=0 fast-import --quiet --force < ../stream && rm ../stream')
  bench.git(name, 'read-tree', 'main')
  return name
}

const FILES = { 'casebook.yaml': DECLARED, 'worker.mjs': WORKER, ...caseFiles(30) }

/** Adds the set on top of what a repository has. */
const adoptedOnTop = (bench, name) => {
  for (const [path, text] of Object.entries(FILES)) bench.write(join(name, path), text)
  bench.git(name, 'add', 'casebook.yaml', 'worker.mjs', 'evals')
  bench.git(name, 'commit', '-q', '--no-verify', '-m', 'adopt')
  return name
}

/** The pre-push hook as git starts it, at a commit that changes the product and was green before. */
const pushed = (bench, name) => {
  bench.git(name, 'init', '-q', '--bare', `../${name}.git`)
  bench.git(name, 'remote', 'add', 'origin', `../${name}.git`)
  bench.git(name, 'update-ref', 'refs/remotes/origin/main', 'HEAD')
  bench.git(name, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
  bench.casebook(name, 'init')
  bench.write(join(name, 'worker.mjs'), `${WORKER}// changed\n`)
  bench.git(name, 'add', 'worker.mjs')
  bench.git(name, 'commit', '-q', '--no-verify', '-m', 'change the product')
  const [tip, old] = bench.git(name, 'rev-parse', 'HEAD', 'HEAD~1').split('\n')
  bench.write(`${name}.line`, `refs/heads/main ${tip} refs/heads/main ${old}\n`)
  const call = `exec .git/hooks/pre-push origin ../${name}.git < ../${name}.line`
  bench.call(name, 'sh', '-c', call)
  return bench.side(name, 'sh', '-c', call)
}

/** The same commit in the same repository with another hook, from a folder of hooks of its own. */
const floorOf = (bench, name, line, message) => {
  bench.write('floor-hooks/commit-msg', `#!/bin/sh\n${line}\n`, 0o755)
  const hooks = `core.hooksPath=${join(bench.folder, 'floor-hooks')}`
  return { floor: bench.side(name, 'git', '-c', hooks, 'commit', '-q', '--allow-empty', '-m', message) }
}

export const HOOKS = [
  {
    name: 'commit-msg without a bug reference',
    floor: 'the same commit with a hook that exits 0',
    limit: 3,
    pairs: 25,
    set: (bench) => ({
      ours: commit(bench, adopted(bench, 'ours', 30, DECLARED), 'tidy the prompts'),
      floor: commit(bench, withHook(bench, 'floor', '#!/bin/sh\nexit 0\n'), 'tidy the prompts'),
    }),
  },
  {
    name: 'commit-msg with a bug reference',
    floor: 'the same commit with a hook that runs node -e 0',
    limit: 1.6,
    pairs: 25,
    set: (bench) => {
      const message = `fix: the answer\n\nFixes #7\n\nRegression-Case: ${idOf(7)}\n`
      return {
        ours: commit(bench, adopted(bench, 'ours', 30, DECLARED), message),
        floor: commit(bench, withHook(bench, 'floor', `#!/bin/sh\nexec '${process.execPath}' -e 0\n`), message),
      }
    },
  },
  {
    name: 'commit-msg in a large repository, without a bug reference',
    floor: 'the same commit there with a hook that exits 0',
    limit: 3,
    set: (bench) => {
      const name = adoptedOnTop(bench, crowded(bench, 'large'))
      bench.casebook(name, 'init')
      const { floor } = floorOf(bench, name, 'exit 0', 'tidy the prompts')
      return { ours: commit(bench, name, 'tidy the prompts'), floor }
    },
  },
  {
    name: 'commit-msg in a large repository, with a bug reference',
    floor: 'the same commit there with a hook that runs node -e 0',
    limit: 1.6,
    set: (bench) => {
      const name = adoptedOnTop(bench, crowded(bench, 'large'))
      bench.casebook(name, 'init')
      const message = `fix: the answer\n\nFixes #7\n\nRegression-Case: ${idOf(7)}\n`
      const { floor } = floorOf(bench, name, `exec '${process.execPath}' -e 0`, message)
      return { ours: commit(bench, name, message), floor }
    },
  },
  {
    name: 'pre-push with everything reused',
    floor: 'node -e 0',
    limit: 3,
    pairs: 25,
    set: (bench) => ({
      ours: pushed(bench, bench.repository('ours', FILES)),
      floor: bench.side('.', process.execPath, '-e', '0'),
    }),
  },
  {
    name: 'pre-push with everything reused, in a large repository',
    floor: 'the same in a small one',
    limit: 1.1,
    pairs: 25,
    set: (bench) => ({
      ours: pushed(bench, adoptedOnTop(bench, crowded(bench, 'large'))),
      floor: pushed(bench, bench.repository('small', FILES)),
    }),
  },
]
