// Speed as ratios against named floors, measured in pairs so that a slow machine slows both sides: `npm run bench`.
// Exits 1 when a median ratio passes its limit. Arguments choose benchmarks by a part of their name.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { BENCHMARKS } from './benchmarks.mjs'

const DIST = new URL('../dist/', import.meta.url).pathname
/** The caller's environment, since that is where hooks run, less what would change git's behaviour. */
const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
}

/** Bytes that a command may print. */
const MOST = 1 << 28

/**
 * Where the files of a benchmark lie: in memory where it writes and removes thousands, since a disk may take its time for those
 * that were removed a moment ago (ext4 without a journal does).
 */
const placeOf = ({ inMemory }) => (inMemory && existsSync('/dev/shm') ? '/dev/shm' : tmpdir())

/** What a benchmark sets its two sides up with. */
function makeBench(folder) {
  const input = (cwd, text, program, ...args) => {
    const done = spawnSync(program, args, {
      cwd: join(folder, cwd),
      env: ENVIRONMENT,
      encoding: 'utf8',
      input: text,
      maxBuffer: MOST,
    })
    if (done.status !== 0)
      throw new Error(`${program} ${args.join(' ')}: exit ${done.status}\n${done.stdout}${done.stderr}`)
    return done.stdout
  }
  const call = (cwd, ...command) => input(cwd, '', ...command)
  const write = (path, text, mode) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    if (mode) chmodSync(join(folder, path), mode)
  }
  return {
    dist: DIST,
    folder,
    write,
    input,
    call,
    git: (cwd, ...args) => call(cwd, 'git', ...args),
    casebook: (cwd, ...args) => call(cwd, process.execPath, join(DIST, 'main.cjs'), ...args),
    repository(name, files) {
      mkdirSync(join(folder, name), { recursive: true })
      call(name, 'git', 'init', '-q', '-b', 'main')
      for (const [path, text] of Object.entries(files)) write(join(name, path), text)
      call(name, 'git', 'add', '-A')
      call(name, 'git', 'commit', '-q', '--no-verify', '--allow-empty', '-m', 'start')
      return name
    },
    side: (cwd, ...command) => ({ cwd: join(folder, cwd), command }),
  }
}

/** Runs both sides in turn, one warm-up each. Time in ms; memory is the largest single process in MiB. */
function measure({ ours, floor }, pairs) {
  const samples = []
  for (let round = -1; round < pairs; round++) {
    const pair =
      round % 2 === 0
        ? { a: once(ours), b: once(floor) }
        : (({ b, a }) => ({ a, b }))({ b: once(floor), a: once(ours) })
    if (round >= 0) samples.push(pair)
  }
  return {
    ms: median(samples.map(({ a }) => a.ms)),
    floorMs: median(samples.map(({ b }) => b.ms)),
    time: median(samples.map(({ a, b }) => a.ms / b.ms)),
    memory: median(samples.map(({ a, b }) => a.rss / b.rss)),
  }
}

/** A child of a small Python wrapper, which the operating system tells what the child used. */
const WRAPPER = `
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
spent = time.perf_counter() - start
print(json.dumps([code, spent * 1000, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
`

function once({ cwd, command }) {
  const done = spawnSync('python3', ['-c', WRAPPER, ...command], { cwd, env: ENVIRONMENT, encoding: 'utf8' })
  const [code, ms, rss] = JSON.parse(done.stdout)
  if (code !== 0) throw new Error(`${command.join(' ')}: exit ${code}`)
  return { ms, rss }
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

function report({ name, floor, limit, memoryLimit }, { ms, floorMs, time, memory }) {
  const late = time > limit
  const large = memoryLimit !== undefined && memory > memoryLimit
  const said = memoryLimit === undefined ? '' : `, memory ${memory.toFixed(2)} of at most ${memoryLimit}`
  console.log(
    `${late || large ? 'FAIL' : 'ok  '} ${name}: ${time.toFixed(2)} of at most ${limit}${said}  (${ms.toFixed(0)} ms against ${floorMs.toFixed(0)} ms for ${floor})`,
  )
  return late || large ? 1 : 0
}

const wanted = process.argv.slice(2)
let failed = 0
for (const one of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.some((word) => one.name.includes(word))) continue
  const folder = realpathSync(mkdtempSync(join(placeOf(one), 'casebook-bench-')))
  try {
    ENVIRONMENT.TMPDIR = folder
    failed += report(one, measure(one.set(makeBench(folder)), one.pairs ?? 15))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
process.exit(failed > 0 ? 1 : 0)
