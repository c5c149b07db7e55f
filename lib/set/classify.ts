import { CASE_ID } from '../case/id.ts'
import { TIERS, type Tier } from '../case/types.ts'
import type { Finding } from '../problem.ts'

/** A file below the set's folder, whatever it was listed from; `path` is from the top of the repository. */
export interface SetFile {
  readonly path: string
  readonly mode: string
  readonly oid: string | null
}

export interface CaseFile extends SetFile {
  readonly id: string
  readonly tier: Tier
}
export interface NamedFile extends SetFile {
  readonly id: string
}

/** The files of a set by what they are. Leaves are cases and notes; the inbox is outside the set. */
export interface SetFiles {
  readonly cases: readonly CaseFile[]
  readonly notes: readonly NamedFile[]
  readonly inbox: readonly NamedFile[]
  readonly findings: readonly Finding[]
}

const NOTE_ID = /^[a-z0-9][a-z0-9-]{0,127}$/
const FOLDERS: readonly string[] = [...TIERS, 'inbox', 'migrations']

/** Sorts the files below the set's folder `root` into cases, notes and inbox; names whatever has no place there. */
export function classifyFiles(files: readonly SetFile[], root: string): SetFiles {
  const cases: CaseFile[] = []
  const notes: NamedFile[] = []
  const inbox: NamedFile[] = []
  const findings: Finding[] = []
  for (const file of files) {
    const parts = file.path.slice(root.length + 1).split('/')
    const [folder = '', name = ''] = parts
    if (isAside(parts)) continue
    const stray = misplaced(file, parts)
    if (stray) findings.push(stray)
    else if (folder === 'migrations') notes.push({ ...file, id: name.slice(0, -3) })
    else if (folder === 'inbox') inbox.push({ ...file, id: name.slice(0, -5) })
    else cases.push({ ...file, id: name.slice(0, -5), tier: folder as Tier })
  }
  findings.push(...duplicateFindings([...cases, ...inbox]))
  return { cases: cases.sort(byId), notes: notes.sort(byId), inbox: inbox.sort(byId), findings }
}

const byId = (a: NamedFile, b: NamedFile): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Files that keep a folder or explain it are no part of the set. */
export const isAside = (parts: readonly string[]): boolean =>
  parts.length <= 2 && (parts.at(-1)!.startsWith('.git') || parts.at(-1) === 'README.md')

function misplaced(file: SetFile, parts: readonly string[]): Finding | null {
  const [folder = '', name = ''] = parts
  const { path } = file
  if (parts.length !== 2 || !FOLDERS.includes(folder)) return strayFinding(path)
  return (folder === 'migrations' ? noteNameFinding(path, name) : caseNameFinding(path, name)) ?? modeFinding(file)
}

export const strayFinding = (path: string): Finding => ({
  code: 'stray-file',
  message: `"${path}" is in no folder of the set`,
  hint: `cases lie in ${FOLDERS.join(', ')}, one folder deep`,
  path,
})

const noteNameFinding = (path: string, name: string): Finding | null =>
  name.endsWith('.md') && NOTE_ID.test(name.slice(0, -3)) ? null : noNoteName(path)

export const noNoteName = (path: string): Finding => ({
  code: 'note-name',
  message: `"${path}" is no name for a migration note`,
  hint: 'name it YYYY-MM-DD-why.md, in lower case',
  path,
})

const caseNameFinding = (path: string, name: string): Finding | null =>
  name.endsWith('.yaml') && CASE_ID.test(name.slice(0, -5)) ? null : noCaseName(path)

export const noCaseName = (path: string): Finding => ({
  code: 'case-name',
  message: `"${path}" is no name for a case`,
  hint: 'name it reg-YYYY-MM-DD-xxxxxx.yaml, with six lower-case hex digits',
  path,
})

/** Judged after the name, so that no hint holds a name that a shell would act on. */
export function modeFinding({ mode, path }: SetFile): Finding | null {
  if (mode === '120000')
    return { code: 'symlink', message: `"${path}" is a symbolic link`, hint: 'put a copy of the file there', path }
  if (mode === '160000')
    return { code: 'submodule', message: `"${path}" is a submodule`, hint: 'keep cases as files', path }
  if (mode !== '100755') return null
  const hint = `git update-index --chmod=-x ${shellWord(path)}; chmod -x ${shellWord(path)}`
  return { code: 'executable', message: `"${path}" is executable`, hint, path }
}

/** The set's folder is the user's to name. */
export const shellWord = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`

function duplicateFindings(files: readonly NamedFile[]): Finding[] {
  const first = new Map<string, NamedFile>()
  return files.flatMap((file) => {
    const other = first.get(file.id)
    if (!other) {
      first.set(file.id, file)
      return []
    }
    return [
      {
        code: 'duplicate-id',
        message: `"${file.id}" is in two folders: "${other.path}" and "${file.path}"`,
        hint: `git rm ${shellWord(file.path)}`,
        path: file.path,
        id: file.id,
      },
    ]
  })
}
