import { execFile } from 'node:child_process'
import { basename } from 'node:path'

export type ProcessTable = ReadonlyMap<number, { readonly name: string; readonly parent: number }>

/** All processes as `ps` tells them, for systems without `/proc`; empty where it does not. */
export function readProcessTable(): Promise<ProcessTable> {
  const args = ['-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'comm=']
  return new Promise((resolve) => execFile('ps', args, (_error, text) => resolve(parseProcessTable(text))))
}

function parseProcessTable(text: string): ProcessTable {
  const rows = [...text.matchAll(/^ *(\d+) +(\d+) +(.+?) *$/gm)]
  return new Map(rows.map(([, pid, parent, path]) => [Number(pid), { name: basename(path!), parent: Number(parent) }]))
}
