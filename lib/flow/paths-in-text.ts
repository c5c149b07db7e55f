/** Longest path that is taken out of a text. */
const LONGEST = 4096

/** The paths at or below `top` that a text names, as far as quotes, line ends and list separators let tell. */
export function pathsInText(text: string, top: string): string[] {
  const paths: string[] = []
  for (let at = text.indexOf(top); at >= 0; at = text.indexOf(top, at + 1)) {
    // `/elsewhere/repo` names nothing in `/repo`.
    if (/[\w.~@+-]/.test(text[at - 1] ?? '')) continue
    const rest = text.slice(at, at + LONGEST)
    const path = /^[^"'\n\r,;\])}]*/.exec(rest)![0].replace(/\/+$/, '').trimEnd()
    if (path === top || path.startsWith(`${top}/`)) paths.push(path)
  }
  return paths
}
