const WIDTH = 94

/** Renders a command as a person types it, broken before its options where it is too long for one line. */
export function renderCommandLine(command: readonly string[]): string {
  const words = command.map(quoted)
  const line = words.join(' ')
  return line.length <= WIDTH ? line : words.join(' ').replaceAll(/ (?=--[a-z])/g, ' \\\n      ')
}

/** One word of a POSIX shell's command line, in double quotes where that is enough. */
function quoted(word: string): string {
  if (/^[\w./:@%+=,~-]+$/.test(word)) return word
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : `"${word}"`
}
