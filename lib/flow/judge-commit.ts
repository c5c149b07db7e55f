import { bugLinks, type Case, TIERS } from '../case/types.ts'
import { inputGlobs } from '../config/input-globs.ts'
import { CONFIG_NAME } from '../config/name.ts'
import type { Config } from '../config/types.ts'
import { type Cleanup, cleanMessage } from '../policy/clean-message.ts'
import { exemption } from '../policy/exempt.ts'
import { type CaseOfBug, judgeMessage, type MessageFacts, type MessageJudgement } from '../policy/judge-message.ts'
import { IN_INBOX, NOT_STAGED } from '../policy/message-findings.ts'
import { referencedBugs } from '../policy/referenced-bugs.ts'
import { canonicalBug, sameCanonical } from '../policy/same-bug.ts'
import { type CaseTrailers, gluedTrailer, readCaseTrailers } from '../policy/trailers.ts'
import type { Bug, BugRules } from '../policy/types.ts'
import { type Finding, hintsOf, invalid } from '../problem.ts'

export interface IndexEntry {
  readonly path: string
  readonly oid: string
}

export interface IndexBlob {
  readonly oid: string
  readonly bytes: Uint8Array
}

/** Git as the commit-msg hook needs it. Synchronous; paths are from the top of the work tree. */
export interface CommitGit {
  parseTrailers(message: string): string
  addTrailers(file: string, ids: readonly string[]): void
  readIndex(paths: readonly string[]): readonly (IndexBlob | null)[]
  /** Files of the index whose last part is one of `names`. */
  listIndex(names: readonly string[]): readonly IndexEntry[]
  /** Paths below `folder` whose staged content holds `needle`, whatever the case. */
  grepIndex(needle: string, folder: string): readonly string[]
  /** Paths in which the commit that is being made differs from its parent; for `--amend` that is HEAD's parent. */
  changedInIndex(): readonly string[]
  /** What git takes for a comment, and how it cleans up, where either is configured. */
  messageConfig(): { readonly comment: string | null; readonly cleanup: string | null }
}

export type Readings = { readonly findings: readonly Finding[] } | { readonly value: unknown }

/** What judging a commit needs from outside. */
export interface CommitPorts {
  readonly git: CommitGit
  /** The YAML readers, loaded only where the cache has no answer. */
  readers(): {
    parseCase(bytes: Uint8Array, path: string): Readings
    parseOpenCase(bytes: Uint8Array, path: string): Readings
    parseConfig(bytes: Uint8Array, path: string): Readings
  }
  /** A value kept for the content that `oid` names, or null. */
  recall(oid: string): unknown
  remember(oid: string, value: unknown): void
  exists(path: string): boolean
  bounded<T>(work: () => T): T
  matches(globs: readonly string[], paths: readonly string[]): boolean
}

export interface CommitRequest {
  /** The message file, as git hands it to the hook. */
  readonly file: string
  readonly message: string
  readonly merging: boolean
  /** False where no editor ran (`GIT_EDITOR=:`): git keeps lines that look like comments then. */
  readonly edited: boolean
}

/** Judges one commit: does its message refer to a bug, and does it link a valid case of the index? Writes a missing trailer in. */
export function judgeCommit(ports: CommitPorts, request: CommitRequest): MessageJudgement {
  const staged = listStaged(ports, request.message)
  const configs = staged.flatMap((entry) => (isConfig(entry) ? [readConfig(ports, entry)] : []))
  if (configs.length === 0) return { ok: true, why: 'no-bug' }
  const message = cleanMessage(request.message, ...commentStyle(ports, request))
  const rules = rulesOf(configs)
  const bugs = referencedBugs(message, rules, ports.bounded)
  const exempt = exemption(message, { merging: request.merging })
  if (bugs.length === 0 || exempt !== null) return { ok: true, why: bugs.length === 0 ? 'no-bug' : 'exempt' }
  const judgement = judgeMessage(factsOf(ports, { configs, staged, rules }, message, bugs))
  if (judgement.ok && judgement.why !== 'to-write') return judgement
  if (!touchesInputs(ports, configs)) return { ok: true, why: 'no-bug' }
  if (!judgement.ok)
    return { ok: false, findings: judgement.findings.map((one) => pointToInbox(ports, configs, bugs, rules, one)) }
  ports.git.addTrailers(request.file, judgement.trailers)
  return judgement
}

/** What is asked of the index whatever the message says: one look, since reading a large index is what a commit would feel. */
interface Judging {
  readonly configs: readonly Config[]
  readonly staged: readonly IndexEntry[]
  readonly rules: BugRules
}

/** More ids than this are no message that a person wrote. */
const MOST_NAMED = 50

function listStaged(ports: CommitPorts, message: string): readonly IndexEntry[] {
  const ids = [...new Set(message.match(/reg-\d{4}-\d{2}-\d{2}-[0-9a-f]{6}/g) ?? [])].slice(0, MOST_NAMED)
  return ports.git.listIndex([CONFIG_NAME, ...ids.map((id) => `${id}.yaml`)])
}

const isConfig = ({ path }: IndexEntry): boolean => path === CONFIG_NAME || path.endsWith(`/${CONFIG_NAME}`)

/** Where the bug was captured already, what is missing is the admission. */
function pointToInbox(
  ports: CommitPorts,
  configs: readonly Config[],
  bugs: readonly Bug[],
  rules: BugRules,
  finding: Finding,
): Finding {
  if (finding.code !== 'bug-without-case') return finding
  const bug = bugs.find(({ text }) => finding.message.includes(`"${text}"`))
  const id = bug && configs.flatMap((config) => inboxLinking(ports, config, bug, rules))[0]
  return id === undefined ? finding : { ...finding, hint: `casebook admit ${id}`, otherwise: undefined, id }
}

function inboxLinking(ports: CommitPorts, config: Config, bug: Bug, rules: BugRules): string[] {
  return stagedNaming(ports, config, bug).flatMap(({ path, blob }) => {
    if (!path.startsWith(`${config.path}/inbox/`)) return []
    const read = ports.readers().parseOpenCase(blob.bytes, path)
    const links = 'value' in read ? bugLinks(read.value as Pick<Case, 'bug_link'>) : []
    return isAmong(links, bug, rules) ? [idOfPath(path)] : []
  })
}

function readConfig(ports: CommitPorts, { path, oid }: IndexEntry): Config {
  const key = `${oid}-${path.replace(/[^\w.-]/g, '_')}`.slice(0, 200)
  const known = ports.recall(key) as Config | null
  if (known?.file === path) return known
  const [blob] = ports.git.readIndex([path])
  const read = ports.readers().parseConfig(blob?.bytes ?? new Uint8Array(), path)
  if ('findings' in read) {
    const first = read.findings[0]!
    throw invalid(first.code, first.message, { ...first, hints: hintsOf(first) })
  }
  ports.remember(key, read.value)
  return read.value as Config
}

/** Several sets in one repository ask together: a case of any of them links a bug. */
const rulesOf = (configs: readonly Config[]): BugRules => ({
  repo: configs[0]!.bugs.repo,
  keys: configs.flatMap((config) => config.bugs.keys),
  patterns: configs.flatMap((config) => config.bugs.patterns),
  waivers: configs.every((config) => config.bugs.waivers),
})

/** Asks git how it will clean the message only where that may make a difference: beside an editor nobody feels it. */
function commentStyle(ports: CommitPorts, { message, edited }: CommitRequest): [string | null, Cleanup] {
  const usual = edited ? 'strip' : 'whitespace'
  if (!edited && !/^([;@!$%^&|:]|#[^ \t\n])/m.test(message)) return [null, usual]
  const { comment, cleanup } = ports.git.messageConfig()
  return [comment, cleanup === null || cleanup === 'default' ? usual : (cleanup as Cleanup)]
}

function factsOf(ports: CommitPorts, judging: Judging, message: string, bugs: readonly Bug[]): MessageFacts {
  const { configs, rules } = judging
  const mentions = /regression-case/i.test(message)
  const parsed = mentions ? ports.git.parseTrailers(message) : ''
  const trailers: CaseTrailers = readCaseTrailers(parsed)
  const named = lookUp(ports, judging, trailers.ids)
  const links = [...named.values()].flatMap((one) => one?.bugs ?? []).map((bug) => canonicalBug(bug, rules))
  const open = bugs.filter((bug) => !links.some((link) => sameCanonical(link, bug.canonical)))
  const casesOf = new Map(open.map((bug) => [bug.canonical, casesLinking(ports, configs, bug, rules)]))
  return {
    bugs,
    exemption: null,
    trailers,
    glued: mentions ? gluedTrailer(message, parsed) : null,
    named,
    casesOf,
    rules,
  }
}

/** Where a case of this id may lie in the index, tiers first. */
const placesOf = (configs: readonly Config[], id: string): string[] =>
  configs.flatMap((config) => [...TIERS, 'inbox'].map((folder) => `${config.path}/${folder}/${id}.yaml`))

function lookUp(
  ports: CommitPorts,
  { configs, staged }: Judging,
  ids: readonly string[],
): Map<string, CaseOfBug | null> {
  const oids = new Map(staged.map(({ path, oid }) => [path, oid]))
  return new Map(
    ids.slice(0, MOST_NAMED).map((id) => {
      const places = placesOf(configs, id)
      const path = places.find((one) => oids.has(one))
      if (path === undefined) return [id, absentCase(ports, id, places)]
      return [id, knownCase(ports, id, path, oids.get(path)!) ?? readStaged(ports, id, path)]
    }),
  )
}

function readStaged(ports: CommitPorts, id: string, path: string): CaseOfBug | null {
  const [blob] = ports.git.readIndex([path])
  return blob ? caseOfBug(ports, id, path, blob) : null
}

function absentCase(ports: CommitPorts, id: string, places: readonly string[]): CaseOfBug | null {
  const path = places.find((one) => ports.exists(one))
  if (path === undefined) return null
  return { id, bugs: [], fault: path.includes('/inbox/') ? IN_INBOX : NOT_STAGED }
}

/** Without reading the file: by where it lies, or by what is kept of its content. */
function knownCase(ports: CommitPorts, id: string, path: string, oid: string): CaseOfBug | null {
  if (path.endsWith(`/inbox/${id}.yaml`)) return { id, bugs: [], fault: IN_INBOX }
  const known = ports.recall(oid) as Pick<Case, 'id' | 'bug_link'> | null
  return known?.id === id ? { id, bugs: bugLinks(known), fault: null } : null
}

function caseOfBug(ports: CommitPorts, id: string, path: string, blob: IndexBlob): CaseOfBug {
  const known = knownCase(ports, id, path, blob.oid)
  if (known) return known
  const read = ports.readers().parseCase(blob.bytes, path)
  if ('findings' in read) return { id, bugs: [], fault: read.findings[0]!.message }
  const one = read.value as Case
  ports.remember(blob.oid, { id, bug_link: bugLinks(one) })
  return { id, bugs: bugLinks(one), fault: null }
}

/** The valid cases of the index that link a bug. */
function casesLinking(ports: CommitPorts, configs: readonly Config[], bug: Bug, rules: BugRules): string[] {
  return configs.flatMap((config) =>
    stagedNaming(ports, config, bug).flatMap(({ path, blob }) => {
      if (!isTierPath(config, path)) return []
      const one = caseOfBug(ports, idOfPath(path), path, blob)
      return one.fault === null && isAmong(one.bugs, bug, rules) ? [one.id] : []
    }),
  )
}

/** The staged case files that hold a bug's number or name at all: only they are read. */
function stagedNaming(ports: CommitPorts, config: Config, bug: Bug): { path: string; blob: IndexBlob }[] {
  const needle = /\d+$/.exec(bug.canonical)?.[0] ?? bug.text
  const paths = ports.git.grepIndex(needle, config.path).filter((path) => path.endsWith('.yaml'))
  const blobs = paths.length === 0 ? [] : ports.git.readIndex(paths)
  return paths.flatMap((path, index) => (blobs[index] ? [{ path, blob: blobs[index] }] : []))
}

const isAmong = (links: readonly string[], bug: Bug, rules: BugRules): boolean =>
  links.some((link) => sameCanonical(canonicalBug(link, rules), bug.canonical))

const idOfPath = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length)

const isTierPath = (config: Config, path: string): boolean =>
  path.endsWith('.yaml') && TIERS.some((tier) => path.startsWith(`${config.path}/${tier}/`))

/** Where every set declares what its answers depend on, a commit that touches none of it fixes no bug of theirs. */
function touchesInputs(ports: CommitPorts, configs: readonly Config[]): boolean {
  if (configs.some((config) => !config.target?.inputs)) return true
  const changed = ports.git.changedInIndex()
  if (changed.length === 0) return true
  return configs.some((config) => ports.matches(inputGlobs(config)!, changed))
}
