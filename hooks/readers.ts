import picomatch from 'picomatch'

export { parseCase, parseOpenCase } from '../lib/case/parse-case.ts'
export { parseConfig } from '../lib/config/parse-config.ts'

/** True when any path fits any of the globs. */
export const matches = (globs: readonly string[], paths: readonly string[]): boolean => {
  const isMatch = picomatch([...globs], { dot: true, flags: 's' })
  return paths.some((path) => isMatch(path))
}
