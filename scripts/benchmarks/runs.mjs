import { adopted } from './product.mjs'

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

export const RUNS = [
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
]
