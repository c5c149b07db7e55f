/** The truth: one immutable file a run. */
export const HISTORY_REF = 'refs/casebook/history'
/** Derived from it for `git log --notes=casebook`; never shared. */
export const NOTES_REF = 'refs/notes/casebook'
/** Refs of casebook's own; a push of one carries no code. */
export const OWN_REFS = 'refs/casebook/'

/** Where the history of a remote is kept, apart from ours. */
export const remoteHistoryRef = (remote: string): string => `refs/casebook-remotes/${remote}/history`

/** The folder of the tree that holds the runs. */
export const RUNS = 'runs'
/** The folder of a run below it: the first two digits of its id. */
export const SHARD = /^[0-9a-f]{2}$/
const FILE = /^([0-9a-f]{32})\.json$/

/** `runs/3f/3f9a….json` */
export const eventPath = (id: string): string => `${RUNS}/${id.slice(0, 2)}/${id}.json`

/** The id that a file of `runs/<shard>` should hold by its name; null where that is no run's name. */
export function idOfFile(shard: string, name: string): string | null {
  const id = FILE.exec(name)?.[1] ?? null
  return id?.startsWith(shard) ? id : null
}

/** Where git keeps the note of a commit: always fanned out once, so that every writer finds the same file. */
export const notePath = (commit: string): string => `${commit.slice(0, 2)}/${commit.slice(2)}`
