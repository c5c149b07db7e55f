// Casebook as the product under test: each case is a scratch repository and what is done in it through public commands.
// Input: {files?: {path: text}, steps: [step]}, a step one of
//   {casebook: [args], stdin?}   the built binary
//   {git: [args]}                git
//   {hook: [name, file]}         the commit-msg hook's own entry
//   {write: {path: text}}        files of the work tree
//   {python: text}               a Python program (PyYAML there) that reads the repository
// Output: of the last step {exit, stdout, stderr}, plus the text of every file that `show` names.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.cjs')
const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
  GIT_EDITOR: 'true',
  SOURCE_DATE_EPOCH: '1795305600',
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, input } = JSON.parse(line)
  try {
    process.stdout.write(`${JSON.stringify({ id, output: play(input) })}\n`)
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id, error: String(error) })}\n`)
  }
}

function play({ files = {}, steps, show = [] }) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'casebook-eval-')))
  try {
    call(folder, 'git', ['init', '-q', '-b', 'main'])
    write(folder, files)
    let last = null
    for (const step of steps) last = doStep(folder, step)
    const masked = (text) => text.replaceAll(folder, '<repo>')
    return {
      exit: last.status,
      stdout: masked(last.stdout),
      stderr: masked(last.stderr),
      ...(show.length > 0 ? { files: Object.fromEntries(show.map((path) => [path, readIf(join(folder, path))])) } : {}),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function doStep(folder, step) {
  if (step.casebook) return call(folder, process.execPath, [MAIN, ...step.casebook], step.stdin)
  if (step.hook) return call(folder, process.execPath, [join(dirname(MAIN), 'hook.cjs'), ...step.hook])
  if (step.git) return call(folder, 'git', step.git)
  if (step.python) return call(folder, 'python3', ['-c', step.python])
  write(folder, step.write)
  return { status: 0, stdout: '', stderr: '' }
}

function call(cwd, program, args, input = '') {
  const done = spawnSync(program, args, { cwd, input, encoding: 'utf8', env: ENVIRONMENT })
  if (done.error) throw done.error
  return done
}

function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function readIf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}
