import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { caseFile, idOf } from './product.mjs'

const COMMITS = 1024
const FILES = 5000
const BROKEN_AT = 700
/** What the product does: it takes its time, and answers with what the commit holds. */
const CHECK = 'sleep 0.2; head -n 1 app/answer.txt'
const RIGHT = 'answer to hello 1'

/** What each commit changes of the declared inputs, and the one that breaks the case with it. */
const HISTORIES = {
  /** Each changes the file that the answer comes from: nothing tells one from another. */
  alike: (index) => ({ 'app/answer.txt': `${index < BROKEN_AT ? RIGHT : 'Something else.'}\n${index}\n` }),
  /** Each changes an input, but the answer comes from one that few change. */
  telling: (index) => ({
    'app/version.txt': `${index}\n`,
    ...(index === BROKEN_AT ? { 'app/answer.txt': 'Something else.\n' } : {}),
  }),
}

/** 1,024 commits of 5,000 files, of which each changes three and some of the declared inputs. */
function longHistory(bench, name) {
  mkdirSync(join(bench.folder, name), { recursive: true })
  bench.git(name, 'init', '-q', '-b', 'main')
  const start = {
    'casebook.yaml': `target:\n  command: [sh, -c, '${CHECK}']\n  mode: once\n  inputs: ['app/**']\n`,
    [`evals/data/regression/smoke/${idOf(1)}.yaml`]: caseFile(1),
    'app/answer.txt': `${RIGHT}\n`,
  }
  for (let at = 0; at < FILES; at++) start[pathOf(at)] = `file ${at}\n`
  const stream = Array.from({ length: COMMITS }, (_, index) => {
    const files = index === 0 ? { ...start } : {}
    for (const step of [0, 13, 26]) files[pathOf((index * 7 + step) % FILES)] = `changed by ${index}\n`
    Object.assign(files, HISTORIES[name](index))
    const written = Object.entries(files).map(
      ([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    )
    return `commit refs/heads/main\ncommitter A <a@b.c> ${1_700_000_000 + index} +0000\ndata 0\n${written.join('')}`
  })
  bench.input(name, `${stream.join('')}done\n`, 'git', 'fast-import', '--quiet', '--done')
  bench.git(name, 'reset', '-q', '--hard', 'main')
  return name
}

const pathOf = (at) => `src/d${at % 50}/f${at}.txt`

/** Without what history knows from the time before, which would make it a single round. */
function bisecting(bench, name) {
  const forget = 'git update-ref -d refs/casebook/history; git update-ref -d refs/notes/casebook'
  const command = `exec '${process.execPath}' '${bench.dist}main.cjs' bisect ${idOf(1)} --jobs 2`
  return bench.side(name, 'sh', '-c', `${forget}; ${command}`)
}

function gitBisecting(bench, name) {
  bench.write(`${name}.sh`, `${CHECK} | grep -q '^${RIGHT}$'\n`)
  const root = bench.git(name, 'rev-list', '--max-parents=0', 'HEAD').trim()
  const command = `git bisect start HEAD ${root} && git bisect run sh ../${name}.sh && git bisect reset`
  return bench.side(name, 'sh', '-c', command)
}

/** The checks of as many rounds as it took, one after the other, and nothing else. */
function checksAlone(bench, name) {
  const { rounds } = JSON.parse(bench.casebook(name, 'bisect', idOf(1), '--jobs', '2', '--json'))
  return bench.side(name, 'sh', '-c', Array(rounds).fill(`sh -c '${CHECK}'`).join('; '))
}

const set = (name, floor) => (bench) => {
  longHistory(bench, name)
  return { ours: bisecting(bench, name), floor: floor(bench, name) }
}

const NAME = 'bisect of 1,024 commits and 5,000 files'
const ALIKE = `${NAME}, each of which changes the same input`
const TELLING = `${NAME}, the broken one of which changes an input that few do`

const GIT = 'git bisect run of the same check'

// Both ends and six rounds of two are 0.7 of git's ten steps: only where the files tell something can it be fewer.
export const BISECT = [
  { name: TELLING, floor: GIT, limit: 0.65, inMemory: true, pairs: 5, set: set('telling', gitBisecting) },
  { name: ALIKE, floor: GIT, limit: 1, inMemory: true, pairs: 5, set: set('alike', gitBisecting) },
  {
    name: `${ALIKE}, beyond its checks`,
    floor: 'those of as many rounds',
    limit: 1.5,
    inMemory: true,
    pairs: 5,
    set: set('alike', checksAlone),
  },
]
