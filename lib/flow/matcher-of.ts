export type Matches = (path: string) => boolean

/** True of paths that fit any of the globs. What matches globs is loaded only here: a push that asks nothing needs none. */
export async function matcherOf(globs: readonly string[]): Promise<Matches> {
  const { default: picomatch } = await import('picomatch')
  return picomatch([...globs], { dot: true })
}
