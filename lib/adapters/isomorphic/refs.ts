import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { needsGit } from '../git-problems.ts'
import { isRefName } from '../ref-name.ts'

const DEEPEST_LINK = 5
/** References that each worktree has its own of. */
const PER_WORKTREE = /^([A-Z_]+|refs\/(bisect|worktree|rewritten)\/.*)$/

type RawRef = { readonly oid: string } | { readonly link: string }

/** Reads the references of a repository that keeps them as files, those of a linked worktree where they lie. */
export class Refs {
  readonly #gitDir: string
  readonly #commonDir: string

  constructor(gitDir: string, commonDir: string) {
    this.#gitDir = gitDir
    this.#commonDir = commonDir
  }

  /** What a full name leads to, symbolic references followed; null where it leads nowhere. */
  async read(name: string): Promise<string | null> {
    let at = name
    for (let depth = 0; depth <= DEEPEST_LINK; depth++) {
      if (!isRefName(at)) return null
      const raw = (await this.#loose(at)) ?? (await this.#packed(at))
      if (raw === null || 'oid' in raw) return raw?.oid ?? null
      at = raw.link
    }
    return null
  }

  async #loose(name: string): Promise<RawRef | null> {
    const path = join(PER_WORKTREE.test(name) ? this.#gitDir : this.#commonDir, name)
    const it = await lstat(path).catch(absent)
    if (it === null || it.isDirectory()) return null
    if (it.isSymbolicLink()) throw needsGit(`the reference "${name}": it is a symbolic link`)
    const text = await readFile(path, 'utf8').catch(absent)
    return text === null ? null : parseRef(name, text)
  }

  async #packed(name: string): Promise<RawRef | null> {
    const text = await readFile(join(this.#commonDir, 'packed-refs'), 'utf8').catch(absent)
    if (text === null) return null
    const end = text.indexOf(` ${name}\n`)
    const line = end < 0 ? '' : text.slice(text.lastIndexOf('\n', end) + 1, end)
    return /^[0-9a-f]{40}$/.test(line) ? { oid: line } : null
  }
}

/** A file beside the references, such as `config`, is none; a reference that does not read is a `Problem`. */
function parseRef(name: string, text: string): RawRef | null {
  const link = /^ref:\s*(\S.*?)\s*$/.exec(text)?.[1]
  if (link !== undefined) return { link }
  const oid = /^[0-9a-f]{40}(?=\s|$)/.exec(text)?.[0]
  if (oid !== undefined) return { oid }
  if (name.startsWith('refs/') || name === 'HEAD')
    throw needsGit(`the reference "${name}": its file is broken`, 'git fsck')
  return null
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return null
  throw needsGit(`"${error.path}" (${error.message})`)
}
