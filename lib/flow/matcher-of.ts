export type Matches = (path: string) => boolean

/** True of paths that fit any of the globs. What matches globs is loaded only here: a push that asks nothing needs none. */
export async function matcherOf(globs: readonly string[]): Promise<Matches> {
  const { default: picomatch } = await import('picomatch')
  // A name may hold a line feed, which a plain `.` of a pattern would not match.
  return picomatch([...globs], { dot: true, flags: 's' })
}
