/** Parts of a weight: that any commit is as likely as another, and that any file is. */
const EVEN_PARTS = 3
const FILE_PARTS = 1
/** Weights are whole numbers, so that sums in any order are the same. */
const UNIT = 1024

/**
 * How likely each commit is the one, as whole numbers; `changed` is the paths that it changed, empty where none of that is known.
 * A quarter of all goes by files: the bug lies in any of them as likely as in another, and came with any change of that file. So
 * a file that every commit changes tells nothing, and one that was touched twice tells a lot. Three quarters go by commits, so
 * that where the files tell nothing, no more than the logarithm of 4/3 of a round is lost.
 */
export function weighCommits(changed: readonly (readonly string[])[]): number[] {
  const times = new Map<string, number>()
  for (const path of changed.flat()) times.set(path, (times.get(path) ?? 0) + 1)
  const perFile = times.size === 0 ? 0 : (FILE_PARTS * UNIT * changed.length) / times.size
  return changed.map((paths) => {
    const share = paths.reduce((sum, path) => sum + 1 / times.get(path)!, 0)
    return EVEN_PARTS * UNIT + Math.round(perFile * share)
  })
}
