import { nameOf } from './parse-diff.ts'
import { type GitCall, gitProblem, runGit } from './run-git.ts'

/** The paths that differ between the commits of each pair, by one `git diff-tree`. */
export async function changedBetween(
  call: GitCall,
  pairs: readonly (readonly [from: string, to: string])[],
  under: readonly string[],
): Promise<readonly (readonly string[])[]> {
  // What follows a commit in its line stands in for its parents; `--always` says so too where nothing differs.
  const diff = ['diff-tree', '--stdin', '--always', '-m', '-r', '-z', '--raw', '--no-renames', '--no-abbrev']
  const args = [...diff, '--', ...under]
  const outcome = await runGit(args, { ...call, input: pairs.map(([from, to]) => `${to} ${from}\n`).join('') })
  if (outcome.code !== 0) throw gitProblem(args, outcome)
  const changes = parsePairs(outcome.out.toString())
  if (changes.length !== pairs.length) throw gitProblem(args, outcome)
  return changes
}

/** The commit stands before the changes of each pair. */
function parsePairs(out: string): string[][] {
  const pairs: string[][] = []
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf('\0', at)
    if (out[at] === ':') {
      const path = out.indexOf('\0', end + 1)
      const [from = '', to = ''] = out.slice(at + 1, end).split(' ')
      pairs.at(-1)!.push(nameOf({ path: out.slice(end + 1, path), mode: from === '160000' ? from : to }))
      at = path + 1
    } else {
      pairs.push([])
      at = end + 1
    }
  }
  return pairs
}
