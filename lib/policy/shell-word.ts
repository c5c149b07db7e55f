/** Renders text as one word of a POSIX shell's command line: `#412` bare would begin a comment. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
