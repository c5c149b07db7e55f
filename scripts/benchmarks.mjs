import { createHash } from 'node:crypto'
import { buildSync } from 'esbuild'

// What `npm run bench` measures: each sets up two commands and gives the limit of the ratio of their times.
const CONFIG = 'target:\n  command: [node, worker.mjs]\nbugs:\n  repo: https://github.com/acme/shop\n'

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

const adopted = (bench, name, count) => {
  bench.repository(name, { 'casebook.yaml': CONFIG, 'worker.mjs': WORKER, ...caseFiles(count) })
  bench.casebook(name, 'init')
  return name
}
const withHook = (bench, name, hook) => {
  bench.repository(name, { 'casebook.yaml': CONFIG, ...caseFiles(30) })
  bench.write(`${name}/.git/hooks/commit-msg`, hook, 0o755)
  return name
}
const commit = (bench, name, message) => bench.side(name, 'git', 'commit', '-q', '--allow-empty', '-m', message)

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
  bench.feed(name, `${commit}${files.join('')}done\n`, 'git', 'fast-import', '--quiet', '--done')
  bench.casebook(name, 'history')
  return name
}

/** Appends twenty events, by the very code that a run does it with. */
const APPEND = `
import { openGit } from './lib/adapters/git-command.ts'
import { openOwnRefs } from './lib/adapters/own-refs.ts'
import { fingerprint } from './lib/adapters/fingerprint.ts'
import { appendEvent } from './lib/flow/append-event.ts'
const event = JSON.parse(process.argv[2])
openGit(process.cwd(), process.env).then(async (git) => {
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

export const BENCHMARKS = [
  {
    name: 'commit-msg without a bug reference',
    floor: 'the same commit with a hook that exits 0',
    limit: 3,
    pairs: 25,
    set: (bench) => ({
      ours: commit(bench, adopted(bench, 'ours', 30), 'tidy the prompts'),
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
        ours: commit(bench, adopted(bench, 'ours', 30), message),
        floor: commit(bench, withHook(bench, 'floor', `#!/bin/sh\nexec '${process.execPath}' -e 0\n`), message),
      }
    },
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
