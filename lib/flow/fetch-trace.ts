import { isAbsolute, join } from 'node:path'
import type { Ports } from '../ports.ts'
import { invalid, unavailable } from '../problem.ts'
import { MAX_TRACE_BYTES } from '../trace/parse-trace-text.ts'
import { findConfig } from './find-config.ts'
import { runTool } from './run-tool.ts'

const FETCH_TIMEOUT_MS = 120_000

/** The text of a trace: a file's, standard input's (`-`), or what `capture.fetch` prints for an id. Gzip is unpacked. */
export async function fetchTrace(
  ports: Ports,
  from: string,
  cwd: string,
  readInput: () => Promise<Uint8Array>,
): Promise<string> {
  const bytes = await readBytes(ports, from, cwd, readInput)
  return bytes === null ? fetchById(ports, from) : textOf(ports, bytes)
}

/** The text of a file, or of standard input (`-`). Gzip is unpacked. */
export async function fetchFile(
  ports: Ports,
  from: string,
  cwd: string,
  readInput: () => Promise<Uint8Array>,
): Promise<string> {
  const bytes = await readBytes(ports, from, cwd, readInput)
  if (bytes === null)
    throw invalid('no-file', `there is no file "${from}"`, { hints: ['give a file, or - for standard input'] })
  return textOf(ports, bytes)
}

async function readBytes(
  ports: Ports,
  from: string,
  cwd: string,
  readInput: () => Promise<Uint8Array>,
): Promise<Uint8Array | null> {
  return from === '-' ? readInput() : ports.files.read(isAbsolute(from) ? from : join(cwd, from))
}

async function textOf(ports: Ports, bytes: Uint8Array): Promise<string> {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? await ports.gunzip(bytes, MAX_TRACE_BYTES) : bytes
  if (plain.length > MAX_TRACE_BYTES)
    throw invalid('trace-too-large', `the trace has ${plain.length} bytes, more than ${MAX_TRACE_BYTES}`, {
      hints: ['export the one trace, not all of them'],
    })
  return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('utf8')
}

async function fetchById(ports: Ports, id: string): Promise<string> {
  const config = await findConfig(ports, { at: 'worktree' })
  if (!config.capture.fetch || /[/\\]/.test(id) || id.startsWith('-'))
    throw invalid('no-trace', `there is no file "${id}"`, {
      hints: config.capture.fetch
        ? ['give a file, or an id without slashes']
        : [`to capture by id: capture: {fetch: [./scripts/get-trace, "{id}"]} in ${config.file}`],
    })
  const command = config.capture.fetch.map((word) => word.replaceAll('{id}', id))
  const ran = await runTool(ports, { command, cwd: join(ports.git.top!, config.folder), timeoutMs: FETCH_TIMEOUT_MS })
  if ('text' in ran) return ran.text
  throw unavailable('fetch-failed', `capture.fetch gave no trace "${id}": ${ran.detail}`, {
    path: config.file,
    hints: [`run it by hand: ${command.join(' ')}`],
  })
}
