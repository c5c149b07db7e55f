import { fieldsOf } from './nul-fields.ts'

/** A submodule's path ends in a slash. */
export const nameOf = ({ path, mode }: { path: string; mode: string }): string =>
  mode === '160000' ? `${path}/` : path

/** Reads `git diff-tree --raw -z`: `:<mode> <mode> <oid> <oid> <status>`, then the path. */
export function parseDiff(out: Buffer): string[] {
  const fields = fieldsOf(out)
  return fields.flatMap((path, index) => {
    if (index % 2 === 0) return []
    const [from = '', to = ''] = fields[index - 1]!.slice(1).split(' ')
    return [nameOf({ path, mode: from === '160000' ? from : to })]
  })
}
