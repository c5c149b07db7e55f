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
  const misnamed = leaves.filter(({ id }) => !ID.test(id))
  const twins = twinFindings(leaves, misnamed)
  const named = new Set(twins.map(({ path }) => path))
  return {
    leaves,
    findings: [...findings, ...twins, ...misnamed.filter(({ path }) => !named.has(path)).map(nameFinding)],
  }
}

/** Null for what is outside of the set: the inbox, and files that keep or explain a folder. */
function leafOf(file: SetFile, root: string): LeafFile | Finding | null {
  const { path, mode, oid } = file
  const slash = path.indexOf('/', root.length + 1)
  const folder = slash < 0 ? path.slice(root.length + 1) : path.slice(root.length + 1, slash)
  const name = slash < 0 ? '' : path.slice(slash + 1)
  const isDeep = name.includes('/')
  if ((slash >= 0 && folder === 'inbox') || (!isDeep && isAside(name === '' ? [folder] : [folder, name]))) return null
  const tier = TIERS.find((one) => one === folder) ?? null
  const isPlaced = (tier !== null || folder === NOTES) && name !== '' && !isDeep
  const fault = modeFinding(file) ?? (isPlaced ? null : strayFinding(path))
  if (fault) return fault
  const kind = tier === null ? 'note' : 'case'
  if (!name.endsWith(ENDINGS[kind])) return kind === 'note' ? noNoteName(path) : noCaseName(path)
  return { path, mode, oid, kind, id: name.slice(0, -ENDINGS[kind].length), tier }
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
  for (const leaf of leaves) {
    const other = first[leaf.kind].get(leaf.id)
    if (other) findings.push(duplicate(leaf, other))
    else first[leaf.kind].set(leaf.id, leaf)
  }
  for (const leaf of misnamed) {
    const lower = leaf.id.toLowerCase()
    const other = lower === leaf.id ? undefined : first[leaf.kind].get(lower)
    if (other) findings.push(caseTwin(leaf, other))
    else first[leaf.kind].set(lower, leaf)
  }
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
