import { fieldsOf } from './nul-fields.ts'

export interface PathState {
  readonly path: string
  /** The work tree's column of `git status --porcelain`. */
  readonly work: string
}

/** Whatever the user's configuration tells git to leave out or to believe. */
export const STATUS = [
  ...['-c', 'core.fsmonitor=false', 'status', '--porcelain=v2', '-z'],
  ...['--untracked-files=all', '--ignore-submodules=none', '--no-renames'],
]

export interface WholeState {
  readonly head: string | null
  readonly paths: PathState[]
}

/** Fields before the path of a line of `git status --porcelain=v2`: of a changed one, and of an unmerged one. */
const FIELDS_BEFORE: Readonly<Record<string, number>> = { '1': 8, u: 10 }

export function parseStatus(out: Buffer): WholeState {
  let head: string | null = null
  const paths: PathState[] = []
  for (const record of fieldsOf(out)) {
    const kind = record[0]!
    if (record.startsWith('# branch.oid ')) head = /^[0-9a-f]+$/.exec(record.slice(13))?.[0] ?? null
    else if (kind === '?') paths.push({ path: record.slice(2), work: '?' })
    else if (FIELDS_BEFORE[kind])
      paths.push({ path: afterFields(record, FIELDS_BEFORE[kind]) + (record[5] === 'S' ? '/' : ''), work: record[3]! })
  }
  return { head, paths }
}

function afterFields(record: string, count: number): string {
  let at = 0
  for (let seen = 0; seen < count; seen++) at = record.indexOf(' ', at) + 1
  return record.slice(at)
}
