import { createHash } from 'node:crypto'
import { buildSync } from 'esbuild'
import { CONFIG, caseFiles, idOf } from './product.mjs'

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
import { appendEvents } from './lib/flow/append-events.ts'
const event = JSON.parse(process.argv[2])
openGitCommand(process.cwd(), process.env).then(async (git) => {
  const ownRefs = openOwnRefs(git, process.cwd(), process.env)
  for (let round = 0; round < 20; round++)
    await appendEvents({ ownRefs, fingerprint }, [{ ...event, serial: ownRefs.serial() }])
  process.exit(0)
})
`

function appending(bench, name) {
  const outfile = `${bench.folder}/append.cjs`
  const stdin = { contents: APPEND, resolveDir: new URL('../..', import.meta.url).pathname, loader: 'ts' }
  buildSync({ stdin, bundle: true, platform: 'node', target: 'node20', logLevel: 'error', outfile })
  return bench.side(name, process.execPath, outfile, JSON.stringify(eventOf(200_000, 'c'.repeat(40))))
}

export const HISTORY = [
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
