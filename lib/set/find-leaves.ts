import { TIERS, type Tier } from '../case/types.ts'
import type { Finding } from '../problem.ts'
import { isAside, modeFinding, noCaseName, noNoteName, type SetFile, shellWord, strayFinding } from './classify.ts'

/** A file that is a leaf of the root: a case of a tier, or a migration note (tier null). */
export interface LeafFile extends SetFile {
  readonly kind: 'case' | 'note'
  readonly id: string
  readonly tier: Tier | null
}

/** MERKLE.md: what the id of a leaf may be, looser than what `check` asks of a case's. */
const ID = /^[a-z0-9][a-z0-9-]{0,127}$/
const NOTES = 'migrations'
const ENDINGS: Readonly<Record<LeafFile['kind'], string>> = { case: '.yaml', note: '.md' }

/**
 * Finds the leaves among the files below the set's folder `root`, asking no more than MERKLE.md does: the inbox is no part of
 * it, and nothing is said of what a file holds. Whatever has no place there is named, never left out in silence.
 */
export function findLeaves(files: readonly SetFile[], root: string): { leaves: LeafFile[]; findings: Finding[] } {
  const leaves: LeafFile[] = []
  const findings: Finding[] = []
  for (const file of files) {
    const found = leafOf(file, root)
    if (found === null) continue
    if ('code' in found) findings.push(found)
    else leaves.push(found)
  }
  const twins = twinFindings(leaves)
  const named = new Set(twins.map(({ path }) => path))
  const misnamed = leaves.filter(({ id, path }) => !ID.test(id) && !named.has(path))
  return { leaves, findings: [...findings, ...twins, ...misnamed.map(nameFinding)] }
}

/** Null for what is outside of the set: the inbox, and files that keep or explain a folder. */
function leafOf(file: SetFile, root: string): LeafFile | Finding | null {
  const below = file.path.slice(root.length + 1)
  const slash = below.indexOf('/')
  const folder = slash < 0 ? below : below.slice(0, slash)
  const name = slash < 0 ? '' : below.slice(slash + 1)
  const isDeep = name.includes('/')
  if ((slash >= 0 && folder === 'inbox') || (!isDeep && isAside([folder, name].filter(Boolean)))) return null
  const kind = folder === NOTES ? 'note' : 'case'
  const ending = ENDINGS[kind]
  const isPlaced = (kind === 'note' || isTier(folder)) && name !== '' && !isDeep
  const fault = modeFinding(file) ?? (isPlaced ? null : strayFinding(file.path))
  if (fault) return fault
  if (!name.endsWith(ending)) return kind === 'note' ? noNoteName(file.path) : noCaseName(file.path)
  return { ...file, kind, id: name.slice(0, -ending.length), tier: kind === 'case' ? (folder as Tier) : null }
}

const isTier = (folder: string): boolean => (TIERS as readonly string[]).includes(folder)

const nameFinding = ({ kind, id, path }: LeafFile): Finding => ({
  code: 'bad-leaf-id',
  message: `${kind} id "${id}" does not match ${ID.source}`,
  hint: 'name the file with lower-case letters, digits and hyphens, 128 at most',
  path,
  id,
})

/** Names what stands in the set twice, be it in another case: on some file systems those are one file. */
function twinFindings(leaves: readonly LeafFile[]): Finding[] {
  const first = new Map<string, LeafFile>()
  return leaves.flatMap((leaf) => {
    const key = `${leaf.kind} ${ID.test(leaf.id) ? leaf.id : leaf.id.toLowerCase()}`
    const other = first.get(key)
    if (other) return [other.id === leaf.id ? duplicate(leaf, other) : caseTwin(leaf, other)]
    first.set(key, leaf)
    return []
  })
}

const duplicate = ({ id, path }: LeafFile, other: LeafFile): Finding => ({
  code: 'duplicate-id',
  message: `"${id}" is in two folders: "${other.path}" and "${path}"`,
  hint: `git rm ${shellWord(path)}`,
  path,
  id,
})

const caseTwin = ({ id, path }: LeafFile, other: LeafFile): Finding => ({
  code: 'case-twin',
  message: `"${id}" differs from "${other.id}" only by case`,
  hint: `git rm ${shellWord(ID.test(id) ? other.path : path)}`,
  path: ID.test(id) ? other.path : path,
  id,
})
