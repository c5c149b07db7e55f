import type { TreeFile } from '../ports.ts'
import { fieldsOf } from './nul-fields.ts'
import type { PathState } from './parse-status.ts'

export interface TaggedFiles {
  /** As the index has them. */
  readonly kept: TreeFile[]
  /** Paths whose bytes the index does not know: changed, unmerged or untracked. */
  readonly touched: string[]
}

/** Reads `git ls-files -t -s -m -d -o`: one look at the index and the work tree, in which a touched path comes again with its tag. */
export function parseTagged(out: Buffer): TaggedFiles {
  const files = new Map<string, TreeFile>()
  const touched = new Set<string>()
  const gone = new Set<string>()
  for (const record of fieldsOf(out)) {
    const tag = record[0]!
    if (tag === '?') touched.add(record.slice(2))
    else {
      const tab = record.indexOf('\t')
      const path = record.slice(tab + 1)
      const [mode = '', oid = ''] = record.slice(2, tab).split(' ')
      if (tag === 'R') gone.add(path)
      else if (tag === 'H' || tag === 'S') files.set(path, { path, mode, oid })
      else touched.add(path)
    }
  }
  return {
    kept: [...files.values()].filter(({ path }) => !touched.has(path) && !gone.has(path)),
    touched: [...touched].filter((path) => !gone.has(path)),
  }
}

/** Overlays what the index holds with what `git status` saw in the work tree. */
export function tagByStatus(index: readonly TreeFile[], paths: readonly PathState[]): TaggedFiles {
  const seen = new Map(paths.map(({ path, work }) => [path, work]))
  return {
    kept: index.filter(({ path }) => (seen.get(path) ?? '.') === '.'),
    touched: paths.filter(({ work }) => work !== '.' && work !== 'D').map(({ path }) => path),
  }
}
