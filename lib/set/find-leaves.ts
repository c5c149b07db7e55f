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
const ENDINGS: Readonly<Record<LeafFile['kind'], string>> = { case: '.yaml', note: '.md' }

/** A folder whose files are leaves. */
interface LeafFolder {
  /** With a final slash. */
  readonly path: string
  readonly kind: LeafFile['kind']
  readonly tier: Tier | null
}

/**
 * Finds the leaves among the files below the set's folder `root`, asking no more than MERKLE.md does: the inbox is no part of
 * it, and nothing is said of what a file holds. Whatever has no place there is named, never left out in silence.
 */
export function findLeaves(files: readonly SetFile[], root: string): { leaves: LeafFile[]; findings: Finding[] } {
  const folders: LeafFolder[] = [
    ...TIERS.map((tier): LeafFolder => ({ path: `${root}/${tier}/`, kind: 'case', tier })),
    { path: `${root}/migrations/`, kind: 'note', tier: null },
  ]
  const leaves: LeafFile[] = []
  const misnamed: LeafFile[] = []
  const findings: Finding[] = []
  for (const file of files) {
    const leaf = leafOf(file, folders)
    if (leaf && ID.test(leaf.id) && file.mode === PLAIN) leaves.push(leaf)
    else if (!isOutside(file.path, root)) {
      const fault = modeFinding(file) ?? placeFinding(file.path, folders)
      if (fault) findings.push(fault)
      else misnamed.push(leaf!)
    }
  }
  const twins = twinFindings(leaves, misnamed)
  const named = new Set(twins.map(({ path }) => path))
  return {
    leaves,
    findings: [...findings, ...twins, ...misnamed.filter(({ path }) => !named.has(path)).map(nameFinding)],
  }
}

const PLAIN = '100644'

function leafOf({ path, mode, oid }: SetFile, folders: readonly LeafFolder[]): LeafFile | null {
  for (const { path: folder, kind, tier } of folders)
    if (path.startsWith(folder) && path.endsWith(ENDINGS[kind]))
      return { path, mode, oid, kind, id: path.slice(folder.length, -ENDINGS[kind].length), tier }
  return null
}

/** The inbox is no part of the set, nor is what keeps or explains a folder. */
function isOutside(path: string, root: string): boolean {
  const parts = path.slice(root.length + 1).split('/')
  return (parts[0] === 'inbox' && parts.length > 1) || isAside(parts)
}

/** Null where only the name can be wrong. */
function placeFinding(path: string, folders: readonly LeafFolder[]): Finding | null {
  const folder = folders.find((one) => path.startsWith(one.path))
  if (!folder || path.includes('/', folder.path.length)) return strayFinding(path)
  if (path.endsWith(ENDINGS[folder.kind])) return null
  return folder.kind === 'note' ? noNoteName(path) : noCaseName(path)
}

const nameFinding = ({ kind, id, path }: LeafFile): Finding => ({
  code: 'bad-leaf-id',
  message: `${kind} id "${id}" does not match ${ID.source}`,
  hint: 'name the file with lower-case letters, digits and hyphens, 128 at most',
  path,
  id,
})

/** Names what stands in the set twice, be it in another case: on some file systems those are one file. */
function twinFindings(leaves: readonly LeafFile[], misnamed: readonly LeafFile[]): Finding[] {
  const first = { case: new Map<string, LeafFile>(), note: new Map<string, LeafFile>() }
  const findings: Finding[] = []
  const meet = (leaf: LeafFile, key: string): void => {
    const other = first[leaf.kind].get(key)
    if (!other) first[leaf.kind].set(key, leaf)
    else findings.push(other.id === leaf.id ? duplicate(leaf, other) : caseTwin(leaf, other))
  }
  for (const leaf of leaves) meet(leaf, leaf.id)
  for (const leaf of misnamed) meet(leaf, leaf.id.toLowerCase())
  return findings
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
  hint: `git rm ${shellWord(path)}`,
  path,
  id,
})
