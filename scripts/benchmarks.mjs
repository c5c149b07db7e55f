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
]
