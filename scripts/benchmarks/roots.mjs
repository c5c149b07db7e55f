import { fileURLToPath } from 'node:url'
import { CONFIG, caseFile, idOf } from './product.mjs'

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

export const ROOTS = [
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
]
