import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
// What `npm run bench` measures: each sets up two commands and gives the limit of the ratio of their times.
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const CONFIG = 'target:\n  command: [node, worker.mjs]\nbugs:\n  repo: https://github.com/acme/shop\n'
/** As a team that has declared what its answers depend on. */
const DECLARED = CONFIG.replace('bugs:', '  inputs: [worker.mjs]\nbugs:')

const WORKER = `import { createInterface } from 'node:readline'
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, input } = JSON.parse(line)
  process.stdout.write(JSON.stringify({ id, output: 'answer to ' + input }) + '\\n')
})
`

/** Pipes the same lines to the same worker and does nothing else. */
const BARE = `import { spawn } from 'node:child_process'
const worker = spawn('node', ['worker.mjs'], { stdio: ['pipe', 'pipe', 'inherit'] })
let held = ''
let seen = 0
worker.stdout.on('data', (chunk) => {
  held += chunk
  for (let end = held.indexOf('\\n'); end >= 0; end = held.indexOf('\\n')) {
    JSON.parse(held.slice(0, end))
    held = held.slice(end + 1)
    seen++
  }
})
for (let index = 0; index < 3000; index++) worker.stdin.write(JSON.stringify({ id: String(index), input: 'hello ' + index, attempt: 1 }) + '\\n')
worker.stdin.end()
worker.on('close', () => process.exit(seen === 3000 ? 0 : 1))
`

const idOf = (index) => `reg-2026-11-22-${index.toString(16).padStart(6, '0')}`
const caseFile = (index) => `id: ${idOf(index)}
title: The answer number ${index}
category: prod-bug
bug_link: https://github.com/acme/shop/issues/${index}
postmortem: It was wrong.
captured_by: Ann <ann@example.com>
captured_at: "2026-11-22"
input: hello ${index}
shipped_output: Something else.
expected_output: answer to hello ${index}
`
const caseFiles = (count) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`evals/data/regression/smoke/${idOf(index)}.yaml`, caseFile(index)]),
  )

const adopted = (bench, name, count, config = CONFIG) => {
  bench.repository(name, { 'casebook.yaml': config, 'worker.mjs': WORKER, ...caseFiles(count) })
  bench.casebook(name, 'init')
  return name
}
const withHook = (bench, name, hook) => {
  bench.repository(name, { 'casebook.yaml': CONFIG, ...caseFiles(30) })
  bench.write(`${name}/.git/hooks/commit-msg`, hook, 0o755)
  return name
}
const commit = (bench, name, message) => bench.side(name, 'git', 'commit', '-q', '--allow-empty', '-m', message)

const LARGE = 100_000

/** Words that compress as prose does, the same at each run. */
function makeProse() {
  let seed = 1
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff)
  const words = Array.from({ length: 4000 }, () =>
    next()
      .toString(36)
      .slice(0, 3 + (next() % 6)),
  )
  return (lines) =>
    Array.from({ length: lines }, () => `  ${Array.from({ length: 12 }, () => words[next() % 4000]).join(' ')}\n`).join(
      '',
    )
}

/** A repository of 100,000 cases of some 1.5 KB in one pack; the branch `ten` changes ten of them. */
function large(bench, name) {
  const prose = makeProse()
  const pathOf = (index) => `evals/data/regression/${index % 3 ? 'full' : 'smoke'}/${idOf(index)}.yaml`
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const file = (path, text) => `M 100644 inline ${path}\n${data(text)}`
  const start = (branch, message) =>
    `commit refs/heads/${branch}\ncommitter A <a@example.com> 0 +0000\n${data(message)}`
  const caseOf = (index) => caseFile(index).replace('input: hello', `input: |\n${prose(22)}  hello`)
  const cases = (numbers) => numbers.map((index) => file(pathOf(index), caseOf(index))).join('')
  const all = Array.from({ length: LARGE }, (_, index) => index)
  const ten = Array.from({ length: 10 }, (_, nth) => nth * 9973)
  bench.repository(name, {})
  bench.git(name, 'config', 'core.compression', '1')
  const stream = [
    start('large', 'all'),
    file('casebook.yaml', CONFIG),
    cases(all),
    start('ten', 'ten'),
    'from refs/heads/large\n',
    cases(ten),
  ]
  bench.input(name, stream.join(''), 'git', 'fast-import', '--quiet', '--depth=0')
  bench.git(name, 'symbolic-ref', 'HEAD', 'refs/heads/large')
  return name
}

/** Lists the same files, reads the same blobs and hashes them, and does nothing else. */
const HASHING = `const { spawn, spawnSync } = require('node:child_process')
const { hash } = require(process.argv[2])
const list = spawnSync('git', ['ls-tree', '-r', 'large', '--', 'evals'], { maxBuffer: 1 << 30 }).stdout.toString('latin1')
const oids = list.trim().split('\\n').map((line) => line.slice(12, line.indexOf('\\t')))
const reader = spawn('git', ['cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] })
let held = Buffer.alloc(0)
let seen = 0
reader.stdout.on('data', (chunk) => {
  held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
  let at = 0
  for (;;) {
    const end = held.indexOf(10, at)
    if (end < 0) break
    const stop = end + 1 + Number(held.latin1Slice(held.lastIndexOf(32, end) + 1, end))
    if (held.length <= stop) break
    hash(held.subarray(end + 1, stop))
    seen++
    at = stop + 1
  }
  held = held.subarray(at)
})
reader.stdin.end(oids.join('\\n') + '\\n')
reader.on('close', () => process.exit(seen === oids.length && seen === ${LARGE} ? 0 : 1))
`

const BLAKE3 = fileURLToPath(import.meta.resolve('blake3-wasm'))
const node = `'${process.execPath}'`
const manifestOf = (bench, ...args) => `${node} '${bench.dist}main.cjs' manifest ${args.join(' ')}`
const shell = (bench, name, line) => bench.side(name, 'sh', '-c', line)
const FORGET = 'rm -rf .git/casebook'
/** An event of a run that asked thirty cases; the clock stands at `index` minutes. */
function eventOf(index, commit) {
  const seconds = 1_600_000_000 + index * 60
  const isRed = index % 1000 === 7
  return {
    format: 'casebook-event/1',
    kind: 'run',
    set: 'regression',
    commit,
    base: null,
    root: `rcs1:${'a'.repeat(64)}`,
    tier: 'smoke',
    selection: { ids: null, shard: null },
    target: { kind: 'command', fingerprint: null },
    asked: { '2026-11-22': Array.from({ length: 30 }, (_, each) => idOf(each).slice(-6)).join(' ') },
    reused: 0,
    verdicts: isRed ? [{ id: idOf(index % 30), verdict: 'relapsed', passes: 0, asks: 3 }] : [],
    repeated: {},
    counts: { pass: isRed ? 29 : 30, relapsed: isRed ? 1 : 0, failed: 0, flaky: 0, error: 0, missing: 0 },
    casebook: '0.1.0',
    at: `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`,
    place: index % 3 === 0 ? 'ci' : 'local',
    serial: `${(seconds * 1000).toString(16).padStart(12, '0')}-${index.toString(16).padStart(8, '0')}`,
  }
}

/** A repository that remembers `count` runs, of four a commit and now and then of the commit that is there. */
function remembering(bench, count) {
  const name = `history-${count}`
  bench.repository(name, { 'casebook.yaml': CONFIG, ...caseFiles(1) })
  const head = bench.git(name, 'rev-parse', 'HEAD').trim()
  const files = Array.from({ length: count }, (_, index) => {
    const commit =
      index % 10 === 0
        ? head
        : createHash('sha1')
            .update(String(index >> 2))
            .digest('hex')
    const text = `${JSON.stringify(eventOf(index, commit))}\n`
    const id = createHash('sha256').update(text).digest('hex').slice(0, 32)
    return `M 100644 inline runs/${id.slice(0, 2)}/${id}.json\ndata ${text.length}\n${text}\n`
  })
  const commit = 'commit refs/casebook/history\ncommitter a <a@b.c> 1700000000 +0000\ndata 0\n'
  bench.input(name, `${commit}${files.join('')}done\n`, 'git', 'fast-import', '--quiet', '--done')
  bench.casebook(name, 'history')
  return name
}

/** Appends twenty events, by the very code that a run does it with. */
const APPEND = `
import { openGitCommand } from './lib/adapters/git-command.ts'
import { openOwnRefs } from './lib/adapters/own-refs.ts'
import { fingerprint } from './lib/adapters/fingerprint.ts'
import { appendEvent } from './lib/flow/append-event.ts'
const event = JSON.parse(process.argv[2])
openGitCommand(process.cwd(), process.env).then(async (git) => {
  const ownRefs = openOwnRefs(git, process.cwd(), process.env)
  for (let round = 0; round < 20; round++)
    await appendEvent({ ownRefs, fingerprint }, { ...event, serial: ownRefs.serial() })
  process.exit(0)
})
`

function appending(bench, name) {
  const outfile = `${bench.folder}/append.cjs`
  const stdin = { contents: APPEND, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' }
  buildSync({ stdin, bundle: true, platform: 'node', target: 'node20', logLevel: 'error', outfile })
  return bench.side(name, process.execPath, outfile, JSON.stringify(eventOf(200_000, 'c'.repeat(40))))
}

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

export const BENCHMARKS = [
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
  {
    name: 'run of 3,000 instant cases',
    floor: 'a bare script that pipes the same lines to the same worker',
    limit: 2,
    memoryLimit: 2,
    set: (bench) => {
      const name = adopted(bench, 'ours', 3000)
      bench.write(`${name}/bare.mjs`, BARE)
      bench.git(name, 'add', '-A')
      bench.git(name, 'commit', '-q', '--no-verify', '-m', 'adopt')
      return {
        ours: bench.side(name, process.execPath, `${bench.dist}main.cjs`, 'run'),
        floor: bench.side(name, process.execPath, 'bare.mjs'),
      }
    },
  },
  {
    name: 'start of a command',
    floor: 'node -e 0',
    limit: 2,
    pairs: 25,
    set: (bench) => ({
      ours: bench.side('.', process.execPath, `${bench.dist}main.cjs`, '--version'),
      floor: bench.side('.', process.execPath, '-e', '0'),
    }),
  },
  {
    name: 'first root of 100,000 cases',
    floor: 'node, git cat-file --batch and hashing of the same blobs',
    limit: 1.5,
    memoryLimit: 4,
    pairs: 5,
    set: (bench) => {
      const name = large(bench, 'large')
      bench.write(`${name}/hashing.cjs`, HASHING)
      return {
        ours: shell(bench, name, `${FORGET} && exec ${manifestOf(bench, '--at', 'large')}`),
        floor: shell(bench, name, `${FORGET} && exec ${node} hashing.cjs '${BLAKE3}'`),
      }
    },
  },
  {
    name: 'root after ten of 100,000 cases changed',
    floor: 'the first root',
    limit: 0.35,
    pairs: 5,
    set: (bench) => {
      const name = large(bench, 'large')
      const { root } = JSON.parse(bench.casebook(name, 'manifest', '--at', 'ten', '--json')).set
      bench.call(name, 'rm', '-r', '.git/casebook')
      bench.casebook(name, 'manifest', '--at', 'large')
      if (!bench.casebook(name, 'manifest', '--at', 'ten').includes(` ${root} `))
        throw new Error('the root is not the same')
      bench.call(name, 'rm', '-r', '.git/casebook')
      bench.casebook(name, 'manifest', '--at', 'large')
      bench.call(name, 'mv', '.git/casebook', 'kept')
      return {
        ours: shell(bench, name, `${FORGET} && cp -r kept .git/casebook && exec ${manifestOf(bench, '--at', 'ten')}`),
        floor: shell(bench, name, `${FORGET} && exec ${manifestOf(bench, '--at', 'ten')}`),
      }
    },
  },
  {
    name: 'root of 100,000 unchanged cases at a revision',
    floor: 'node -e 0',
    limit: 2.5,
    pairs: 25,
    set: (bench) => {
      const name = large(bench, 'large')
      bench.casebook(name, 'manifest', '--at', 'HEAD')
      return {
        ours: bench.side(name, process.execPath, `${bench.dist}main.cjs`, 'manifest', '--at', 'HEAD'),
        floor: bench.side(name, process.execPath, '-e', '0'),
      }
    },
  },
  {
    name: 'root of 100,000 unchanged cases in the work tree',
    floor: 'node -e 0, then git status, which has to look at every file too',
    limit: 1.5,
    pairs: 11,
    set: (bench) => {
      const name = large(bench, 'large')
      bench.git(name, 'reset', '-q', '--hard')
      bench.git(name, 'status')
      bench.casebook(name, 'manifest')
      return {
        ours: bench.side(name, process.execPath, `${bench.dist}main.cjs`, 'manifest'),
        floor: shell(bench, name, `${node} -e 0 && exec git status --porcelain`),
      }
    },
  },
  {
    name: 'history: twenty runs appended to 100,000',
    floor: 'twenty appended to 1,000',
    limit: 4,
    pairs: 7,
    set: (bench) => ({
      ours: appending(bench, remembering(bench, 100_000)),
      floor: appending(bench, remembering(bench, 1000)),
    }),
  },
  {
    name: 'history: 100,000 runs asked for what they say',
    floor: '1,000 runs asked',
    limit: 4,
    pairs: 7,
    set: (bench) => {
      const ask = (count) =>
        bench.side(remembering(bench, count), process.execPath, `${bench.dist}main.cjs`, 'history', '--json')
      return { ours: ask(100_000), floor: ask(1000) }
    },
  },
]
