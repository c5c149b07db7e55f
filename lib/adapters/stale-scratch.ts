import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { factsOf } from './process-facts.ts'
import { removeTree } from './remove-tree.ts'

/** Milliseconds after which a folder of another machine or container is nobody's any more. */
const ABANDONED = 7 * 24 * 3_600_000

/** `casebook-<label>-<process>-<its start>-<where processes have these numbers>-`, so that the next run knows who made a folder. */
export const scratchPrefix = (label: string): string =>
  `casebook-${label}-${process.pid}-${factsOf(process.pid)?.start ?? 0}-${place()}-`

const MADE = /^casebook-[a-z]+-(\d+)-(\d+)-([0-9a-f]{8})-[A-Za-z0-9]{6}$/

/** Removes what runs left below `folder` that were killed before they could. Never fails: a leftover costs room, nothing else. */
export async function removeStaleScratch(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => MADE.test(name))
  await Promise.all(names.map((name) => removeIfStale(join(folder, name), name).catch(() => {})))
}

async function removeIfStale(path: string, name: string): Promise<void> {
  const [, pid, start, where] = MADE.exec(name)!
  const it = await lstat(path)
  if (!it.isDirectory() || it.uid !== process.getuid?.()) return
  const isOver = where === place() ? !isRunning(Number(pid), Number(start)) : Date.now() - it.mtimeMs > ABANDONED
  if (!isOver) return
  await endProcessesIn(path)
  await removeTree(path)
}

/** Ends what a killed run started in its folder and nobody ends any more: a product that hangs. Where the system tells (`/proc`). */
async function endProcessesIn(folder: string): Promise<void> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '')
      if ((cwd === folder || cwd.startsWith(`${folder}/`)) && Number(pid) !== process.pid) end(Number(pid))
    }),
  )
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

/** True while the process that has this number is the one that made the folder. */
function isRunning(pid: number, start: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const facts = factsOf(pid)
  return facts === null || start === 0 || facts.start === start
}

let known: string | undefined

/** A process number means something on this machine, in this container, only. */
function place(): string {
  known ??= createHash('sha256').update(`${hostname()} ${namespace()}`).digest('hex').slice(0, 8)
  return known
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
