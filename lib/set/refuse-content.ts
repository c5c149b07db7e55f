import type { Finding } from '../problem.ts'
import { shellWord } from './classify.ts'

/** How a Git LFS pointer begins; the second is what it was called before. */
const POINTERS: readonly string[] = ['version https://git-lfs.github.com/', 'version https://hawser.github.com/']
const LONGEST = Math.max(...POINTERS.map((one) => one.length))
const FIRST_BYTE = 0x76
const CARRIAGE_RETURN = 0x0d

/** Refuses bytes that no leaf may have (MERKLE.md): a pointer in place of a file, and line ends that a checkout would change. */
export function contentFinding(path: string, bytes: Uint8Array): Finding | null {
  return lfsFinding(path, bytes) ?? (bytes.includes(CARRIAGE_RETURN) ? returnFinding(path) : null)
}

/** Refuses what Git LFS keeps in place of a file. */
export function lfsFinding(path: string, bytes: Uint8Array): Finding | null {
  if (bytes[0] !== FIRST_BYTE) return null
  const start = Buffer.from(bytes.subarray(0, LONGEST)).toString('latin1')
  if (!POINTERS.some((one) => start.startsWith(one))) return null
  return {
    code: 'lfs-pointer',
    message: `"${path}" is a Git LFS pointer`,
    hint: `git lfs untrack ${shellWord(path)}, then add it again: cases must lie in git itself`,
    path,
  }
}

const returnFinding = (path: string): Finding => ({
  code: 'carriage-return',
  message: `"${path}" holds a carriage return in git`,
  hint: `casebook init (it writes .gitattributes), then: git add --renormalize ${shellWord(path)}`,
  path,
})
