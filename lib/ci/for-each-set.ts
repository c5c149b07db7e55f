/**
 * Renders the lines of a shell script that run one command for each set (`check`, `verify` and `release` look at all by
 * themselves): every set is asked, and the script fails where any of them did. `command` gets the words before the verb and the set's own folder for files (empty where there is one set).
 */
export function forEachSet(folders: readonly string[], command: (casebook: string, own: string) => string): string[] {
  if (folders.length === 1) return [command(invocation(folders[0]!), '')]
  return [
    'code=0',
    ...folders.map((folder) => `${command(invocation(folder), `${slugOf(folder)}/`)} || code=$?`),
    'exit "$code"',
  ]
}

const invocation = (folder: string): string => (folder === '' ? 'casebook' : `casebook -C ${folder}`)
const slugOf = (folder: string): string => (folder === '' ? 'top' : folder.replaceAll('/', '-'))
