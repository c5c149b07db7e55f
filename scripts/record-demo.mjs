// Records the demo as docs/demo.txt, or as the file that is named: fixed dates, and in place of what differs from
// machine to machine (the folder, this casebook's path, durations) what a reader would expect to see.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DATE = '2026-11-22T10:00:00Z'
const main = fileURLToPath(new URL('../dist/main.cjs', import.meta.url))
const target = process.argv[2] ?? fileURLToPath(new URL('../docs/demo.txt', import.meta.url))

const fixed = {
  SOURCE_DATE_EPOCH: String(Date.parse(DATE) / 1000),
  GIT_AUTHOR_DATE: DATE,
  GIT_COMMITTER_DATE: DATE,
  TZ: 'UTC',
  NO_COLOR: '1',
}

function play(folder) {
  const env = { ...process.env, ...fixed }
  delete env.FORCE_COLOR
  const { status, stdout } = spawnSync(process.execPath, [main, 'demo', '--dir', folder], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 70)
  return stdout
}

const masked = (text, folder) =>
  text
    .replaceAll(folder, '/tmp/casebook-demo')
    .replaceAll(`node ${main}`, 'casebook')
    .replaceAll(/(?<=, in )[\d.]+ ?m?s\b/g, '… ms')

const parent = mkdtempSync(join(tmpdir(), 'casebook-record-'))
try {
  const folder = join(parent, 'demo')
  writeFileSync(target, `$ casebook demo\n\n${masked(play(folder), folder)}`)
} finally {
  rmSync(parent, { recursive: true, force: true })
}
