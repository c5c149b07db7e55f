import { nameOf } from './parse-diff.ts'
import { type GitCall, gitProblem, runGit } from './run-git.ts'

/** The paths that differ between the trees of each pair, by one `git diff-tree`. */
export async function changedBetween(
  call: GitCall,
  trees: readonly (readonly [from: string, to: string])[],
  under: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const args = ['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', '--', ...under]
  const outcome = await runGit(args, { ...call, input: trees.map(([from, to]) => `${from} ${to}\n`).join('') })
  if (outcome.code !== 0) throw gitProblem(args, outcome)
  return parsePairs(outcome.out.toString())
}

/** A line with both trees stands before the changes of each pair; a path may look like one. */
function parsePairs(out: string): string[][] {
  const pairs: string[][] = []
  for (let at = 0; at < out.length; ) {
    if (out[at] === ':') {
      const change = out.indexOf('\0', at)
      const path = out.indexOf('\0', change + 1)
      const [from = '', to = ''] = out.slice(at + 1, change).split(' ')
      pairs.at(-1)!.push(nameOf({ path: out.slice(change + 1, path), mode: from === '160000' ? from : to }))
      at = path + 1
    } else {
      pairs.push([])
      at = out.indexOf('\n', at) + 1
    }
  }
  return pairs
}
