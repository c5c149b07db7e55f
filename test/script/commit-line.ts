import { configOf, RIGHT, type Sandbox, WRONG } from './sandbox.ts'

/** What the product of a commit does when it is asked. */
export const STATES = {
  g: `echo "${RIGHT}"`,
  b: `echo "${WRONG}"`,
  /** It does not even start. */
  x: 'echo "no such module" >&2; exit 1',
  h: 'sleep 600',
  /** Wrong in a way that never shipped. */
  o: 'echo "Ask the cat."',
} as const

export type State = keyof typeof STATES

/** A commit by what it changes; `from` are parents by their place in the list, and default to the one before. */
export interface Made {
  readonly files?: Readonly<Record<string, string | null>>
  readonly state?: State
  readonly from?: readonly number[]
  readonly message?: string
  readonly author?: string
}

export const CONFIG = configOf('[sh, app/ask.sh]', '  mode: once\n')
export const ASK = 'app/ask.sh'

/** A line of commits, one a letter, each of which touches the product. */
export const aLine = (states: string): Made[] => [...states].map((state) => ({ state: state as State }))

/** Writes commits onto the branch by one `git fast-import` and checks the last one out. Returns their ids. */
export async function commitAll(sandbox: Sandbox, made: readonly Made[], branch = 'main'): Promise<string[]> {
  const start = await sandbox.head()
  const stream = made.map((one, index) => {
    const parents = one.from ?? (index === 0 ? [] : [index - 1])
    const [first, ...merged] = parents
    const message = one.message ?? `Change ${index}`
    const files = {
      ...(one.state ? { [ASK]: `# ${index}\n${STATES[one.state]}\n` } : {}),
      ...one.files,
    }
    return [
      `commit refs/heads/${branch}`,
      `mark :${index + 1}`,
      `author ${one.author ?? 'Ada <ada@example.com>'} ${1_767_700_000 + index} +0000`,
      `committer Ada <ada@example.com> ${1_767_700_000 + index} +0000`,
      `data ${Buffer.byteLength(message)}\n${message}`,
      `from ${first === undefined ? start : `:${first + 1}`}`,
      ...merged.map((parent) => `merge :${parent + 1}`),
      ...Object.entries(files).map(([path, text]) =>
        text === null
          ? `D ${quoted(path)}`
          : `M 100644 inline ${quoted(path)}\ndata ${Buffer.byteLength(text)}\n${text}`,
      ),
      '',
    ].join('\n')
  })
  const marks = `${sandbox.root}/marks-${branch}`
  await sandbox.git('fast-import', '--quiet', '--force', `--export-marks=${marks}`, { input: stream.join('') })
  await sandbox.git('reset', '-q', '--hard', branch)
  const lines = (await sandbox.read(marks))
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const byMark = new Map(lines.map(([mark, oid]) => [Number(mark!.slice(1)), oid!]))
  return made.map((_, index) => byMark.get(index + 1)!)
}

const quoted = (path: string): string =>
  `"${path.replace(/[\0-\x1f"\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`
