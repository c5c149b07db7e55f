import type { TreeFile } from '../ports.ts'

/** Reads `git ls-tree -z` in one pass: a set may hold a million files. */
export function parseTree(out: Buffer): TreeFile[] {
  const text = out.toString()
  const files: TreeFile[] = []
  for (let at = 0; at < text.length; ) {
    const tab = text.indexOf('\t', at)
    const end = text.indexOf('\0', tab)
    const mode = text.startsWith(PLAIN_FILE, at) ? PLAIN_FILE : text.slice(at, at + PLAIN_FILE.length)
    files.push({ path: text.slice(tab + 1, end), mode, oid: text.slice(text.lastIndexOf(' ', tab) + 1, tab) })
    at = end + 1
  }
  return files
}

const PLAIN_FILE = '100644'
