import type { ModuleHost } from '../ports.ts'

/** The exit code of a host whose module could not be loaded. */
const REFUSAL = 97

/**
 * Runs a module in a worker thread of a small host process. The thread gives the module a standard output of its own and an
 * end that can be told (`process.exit`, an uncaught error); the process gives it the folder and the environment of the revision
 * that is asked, which threads share, and a group to be killed by with all it started. The programs are texts because the
 * command line is bundled: there is no file of ours to start.
 */
export const moduleHost = (file: string): ModuleHost => ({
  command: [process.execPath, '--input-type=commonjs', '--eval', HOST, file],
  refusal: REFUSAL,
})

const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
const open = new Set()
const textOf = (error) => String(error instanceof Error ? error.message : error)
const render = (id, output) => {
  if (output === undefined) throw new Error('the module answered undefined, which is no JSON value')
  const text = JSON.stringify(output)
  if (text === undefined) throw new Error('the module answered a ' + typeof output + ', which is no JSON value')
  return '{"id":' + JSON.stringify(id) + ',"output":' + text + '}'
}
const answer = async (ask, { id, input }) => {
  const controller = new AbortController()
  open.add(controller)
  try {
    return render(id, await ask(input, { id, signal: controller.signal }))
  } catch (error) {
    return JSON.stringify({ id, error: textOf(error) })
  } finally {
    open.delete(controller)
  }
}
const loading = import(workerData).then((module) => {
  if (typeof module.default !== 'function') throw new Error('it has no default export that is a function')
  parentPort.postMessage({ loaded: true })
  return module.default
})
loading.catch((error) => parentPort.postMessage({ refused: textOf(error), trace: error instanceof Error ? error.stack : '' }))
parentPort.on('message', ({ line, abort }) => {
  if (abort) for (const controller of open) controller.abort()
  else loading.then(async (ask) => parentPort.postMessage({ line: await answer(ask, JSON.parse(line)) }), () => {})
})
`

const HOST = String.raw`
const { Worker } = require('node:worker_threads')
const { pathToFileURL } = require('node:url')
const ABORT_GRACE = 200
const file = process.argv[1]
const worker = new Worker(${JSON.stringify(THREAD)}, { eval: true, workerData: pathToFileURL(file).href, stdout: true, stderr: true })
let loaded = false
let ending = false
const end = (code, ...words) => {
  if (ending) return
  ending = true
  setImmediate(() => {
    for (const each of words) if (each) process.stderr.write(each + '\n')
    process.exit(code)
  })
}
const leave = (why, trace) => {
  if (loaded) end(1, trace, "the module's worker " + why)
  else end(${REFUSAL}, trace, 'the module "' + file + '" could not be loaded: ' + why)
}
worker.stdout.on('data', (chunk) => process.stderr.write(chunk))
worker.stderr.on('data', (chunk) => process.stderr.write(chunk))
worker.on('message', ({ line, refused, trace }) => {
  if (line !== undefined) process.stdout.write(line + '\n')
  else if (refused !== undefined) leave(refused, trace)
  else loaded = true
})
worker.on('error', (error) => {
  const isError = error instanceof Error
  leave('did not catch: ' + (isError ? error.message : String(error)), isError ? error.stack : '')
})
worker.on('exit', (code) => leave('exited with code ' + code))
process.on('SIGTERM', () => {
  worker.postMessage({ abort: true })
  setTimeout(() => process.exit(143), ABORT_GRACE)
})
process.stdout.on('error', () => process.exit(1))
let held = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text) => {
  const lines = (held + text).split('\n')
  held = lines.pop()
  for (const line of lines) if (line !== '') worker.postMessage({ line })
})
process.stdin.on('end', () => process.exit(0))
`
