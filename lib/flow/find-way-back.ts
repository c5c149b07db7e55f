import { dirname, join, resolve } from 'node:path'
import type { Files, FolderEntry } from '../ports.ts'
import { unavailable } from '../problem.ts'
import { isInside } from './is-inside.ts'
import { pathsInText } from './paths-in-text.ts'

export interface Linked {
  /** Where the linked folder really lies. */
  readonly folder: string
  /** Where the work tree really lies. */
  readonly top: string
  /** How texts may name it: as it lies, and as it was gone to. */
  readonly names: readonly string[]
  /** All that are linked: what leads from one into another stays among them. */
  readonly linked: readonly string[]
}

export interface WayBack {
  readonly path: string
  readonly to: string
}

/** Folders that are looked at; with more it can't be told in time. */
const MOST_FOLDERS = 50_000
const AT_ONCE = 64

/**
 * What a folder is to those who install into it, which tells how deep links may lie in it: packages of Node by name or scope, a
 * package (its own links, and packages below it), a store of packages (pnpm's `.pnpm`), Python's packages.
 */
type Kind = 'any' | 'packages' | 'package' | 'site-packages'

interface Place {
  readonly path: string
  readonly kind: Kind
}

/** The first thing in a linked folder that leads back into the work tree, outside of what is linked; null for none. */
export async function findWayBack(files: Files, linked: Linked): Promise<WayBack | null> {
  const search = { files, ...linked, seen: new Set<string>() }
  let open: Place[] = [{ path: linked.folder, kind: kindOf(linked.folder, 'any') }]
  while (open.length > 0) {
    const next: Place[] = []
    for (let at = 0; at < open.length; at += AT_ONCE) {
      const looks = await Promise.all(open.slice(at, at + AT_ONCE).map((place) => lookInto(search, place)))
      for (const look of looks) {
        if ('to' in look) return look
        next.push(...look.below)
      }
    }
    open = next
  }
  return null
}

interface Search extends Linked {
  readonly files: Files
  readonly seen: Set<string>
}

type Look = WayBack | { readonly below: readonly Place[] }

async function lookInto(search: Search, { path, kind }: Place): Promise<Look> {
  if (search.seen.has(path)) return { below: [] }
  search.seen.add(path)
  if (search.seen.size > MOST_FOLDERS) throw tooLarge(search.folder)
  const below: Place[] = []
  for (const entry of await search.files.entries(path)) {
    const look = await lookAt(search, join(path, entry.name), kind, entry)
    if ('to' in look) return look
    below.push(...look.below)
  }
  return { below }
}

async function lookAt(search: Search, path: string, kind: Kind, { kind: what, name }: FolderEntry): Promise<Look> {
  if (what === 'link') return followLink(search, path, kind)
  if (kind === 'site-packages') return lookAtPython(search, path, what, name)
  return { below: what === 'folder' ? placesOf(path, kind) : [] }
}

function placesOf(path: string, kind: Kind): Place[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (kind === 'any') return [{ path, kind: kindOf(path, 'any') }]
  if (kind === 'package') return name === 'node_modules' ? [{ path, kind: 'packages' }] : []
  return [{ path, kind: name.startsWith('@') || STORES.has(name) ? 'packages' : kindOf(path, 'package') }]
}

const STORES: ReadonlySet<string> = new Set(['.pnpm', '.store', '.bin'])

const kindOf = (path: string, otherwise: Kind): Kind =>
  /(^|\/)node_modules$/.test(path) ? 'packages' : /(^|\/)(site|dist)-packages$/.test(path) ? 'site-packages' : otherwise

/** A link out of the repository may lead to a folder that leads back in. */
async function followLink(search: Search, path: string, kind: Kind): Promise<Look> {
  const to = await search.files.real(path).catch(() => null)
  if (to === null) return { below: [] }
  if (leadsBack(search, to)) return { path, to }
  const isLooked = isInside(search.top, to)
  return { below: isLooked ? [] : [{ path: to, kind: kind === 'any' ? kindOf(to, 'package') : 'package' }] }
}

const leadsBack = ({ top, linked }: Linked, to: string): boolean =>
  to === top || isInside(top, to) ? !linked.some((folder) => to === folder || isInside(folder, to)) : isInside(to, top)

/** How Python installs a package from where its source lies. */
async function lookAtPython(search: Search, path: string, what: FolderEntry['kind'], name: string): Promise<Look> {
  const isRecord = what === 'folder' && name.endsWith('.dist-info')
  const isPointer = what === 'file' && /(\.pth|\.egg-link)$|^__editable__.*\.py$/.test(name)
  if (!isRecord && !isPointer) return { below: [] }
  const bytes = await search.files.read(isRecord ? join(path, 'direct_url.json') : path).catch(() => null)
  if (bytes === null) return { below: [] }
  const text = Buffer.from(bytes).toString('utf8')
  const named = isRecord
    ? editableSource(text)
    : [...search.names.flatMap((one) => pathsInText(text, one)), ...linesOf(text, dirname(path))]
  for (const one of named) {
    const to = (await search.files.real(one).catch(() => null)) ?? one
    if (leadsBack(search, to)) return { path, to }
  }
  return { below: [] }
}

/** Lines that are a path from the folder they stand in. */
const linesOf = (text: string, folder: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(#|import[ \t])/.test(line) && line.length < 4096 && !line.includes('\0'))
    .slice(0, 1000)
    .map((line) => resolve(folder, line))

function editableSource(text: string): string[] {
  try {
    const { url, dir_info } = JSON.parse(text) as { url?: unknown; dir_info?: { editable?: unknown } }
    return dir_info?.editable === true && typeof url === 'string' && url.startsWith('file://')
      ? [decodeURIComponent(new URL(url).pathname).replace(/\/+$/, '')]
      : []
  } catch {
    return []
  }
}

const tooLarge = (folder: string): Error =>
  unavailable(
    'link-too-large',
    `"${folder}" holds more than ${MOST_FOLDERS} folders: whether one leads back into the work tree can't be told`,
    {
      hints: ['install in the checkout instead: worktree: {setup: …} in casebook.yaml'],
    },
  )
