import { join } from 'node:path'
import { cutBlock, findBlock } from '../init/block.ts'
import { callsCasebook, HOOK_NAMES } from '../init/hook-script.ts'
import type { Ports } from '../ports.ts'
import { markedConfigs, markedEntries } from './find-marked.ts'
import { type ConfigEntry, type FileEntry, ownFolder, readRecord } from './init-record.ts'
import { fullPath, isBelow, placeOf, shownPath } from './read-text.ts'

/** The document of taking it back. */
export interface UninstallDocument {
  readonly format: 'casebook-uninstall/1'
  readonly dry_run: boolean
  readonly removed: readonly string[]
  /** What `init` wrote and somebody changed since: it is theirs now. */
  readonly kept: readonly string[]
  /** Why each of those is kept. */
  readonly why: Readonly<Record<string, string>>
}

/** Takes back what `init` wrote in this clone, to the byte; what was changed since stays and is named. */
export async function takeBack(ports: Ports, dryRun: boolean): Promise<UninstallDocument> {
  const record = await readRecord(ports)
  const plan = new TakingBack(ports)
  for (const entry of [...(record?.entries ?? (await markedEntries(ports)))].reverse()) await plan.entry(entry)
  await plan.hooks()
  const configs = await stillSet(ports, record?.configs ?? (await markedConfigs(ports)))
  for (const { key, value } of configs) plan.removed.push(`${key} ${value}`)
  const { removed, why } = plan
  const document = { format: 'casebook-uninstall/1', dry_run: dryRun, removed, kept: Object.keys(why), why } as const
  if (dryRun) return document
  for (const { key, value } of [...configs].reverse()) await ports.git.removeConfig(key, value)
  await plan.write()
  await ports.files.remove(ownFolder(ports))
  return document
}

/** Brings files back to what they were before; for an `init` that failed half way. */
export async function restoreEntries(ports: Ports, entries: readonly FileEntry[]): Promise<void> {
  const plan = new TakingBack(ports)
  for (const entry of [...entries].reverse()) await plan.entry(entry)
  await plan.write()
}

const CHANGED = 'it was changed since'
const PASTED = 'it calls casebook by lines that init did not write; take them out by hand'

/** Decides file by file on what they hold, and writes only at the end: several entries may speak of one file. */
class TakingBack {
  readonly removed: string[] = []
  readonly why: Record<string, string> = {}
  readonly #ports: Ports
  readonly #files = new Map<string, { was: Buffer | null; now: Buffer | null; mode: number | null }>()

  constructor(ports: Ports) {
    this.#ports = ports
  }

  async entry(entry: FileEntry): Promise<void> {
    const file = await this.#open(entry.path)
    const [before, after] = [bytesOf(entry.before), bytesOf(entry.after)]
    if (same(file.now, before)) return
    if (same(file.now, after) || (entry.by && isManagers(entry.path, file.now))) {
      file.now = before
      if (entry.mode !== null && before !== null) file.mode = entry.mode
      if (entry.by) this.#say(`what ${entry.by} installed for it`)
      else this.#removed(entry.path, file.now !== null)
    } else if (file.now !== null && this.#cut(entry, file)) this.#removed(entry.path, file.now !== null)
    else if (file.now !== null && (await this.#isStill(entry, file.now))) this.why[named(entry.path)] = CHANGED
  }

  /** The lines are there still, whatever stands around them now. */
  #cut(entry: FileEntry, file: { now: Buffer | null }): boolean {
    if (entry.added.length === 0) return false
    const left = entry.added.reduce<Buffer | null>((bytes, text) => bytes && without(bytes, text), file.now)
    if (left === null) return false
    file.now = entry.before === null && isBare(left.toString('utf8')) ? null : left
    return true
  }

  /** A file of ours is there, or in one of somebody else's something is left of our lines; not where pre-commit moved a hook. */
  async #isStill({ path, before, added }: FileEntry, now: Buffer): Promise<boolean> {
    if (before !== null) return now.includes('casebook')
    const other = path.endsWith('.legacy') ? path.slice(0, -'.legacy'.length) : `${path}.legacy`
    const bytes = await this.#ports.files.read(fullPath(this.#ports, other))
    return bytes === null || !added.some((text) => Buffer.from(bytes).includes(text))
  }

  /** Hooks of this clone are known by their marker, wherever a hook manager moved them. */
  async hooks(): Promise<void> {
    const current = await this.#ports.git.hooksFolder()
    const folders = new Set([current, join(this.#ports.git.commonDir, 'hooks')])
    for (const folder of folders)
      for (const name of HOOK_NAMES)
        for (const suffix of ['', '.legacy', '.old'])
          if ((await placeOf(this.#ports, folder)) === 'clone') await this.#hook(join(folder, name + suffix), name)
    if ((await placeOf(this.#ports, current)) === 'outside')
      for (const name of HOOK_NAMES) await this.#named(join(current, name), name)
  }

  async #hook(path: string, name: (typeof HOOK_NAMES)[number]): Promise<void> {
    const shown = shownPath(this.#ports, path)
    const file = await this.#open(shown)
    const text = file.now?.toString('utf8') ?? ''
    const block = findBlock(text, name)
    if (block?.intact && isOurs(text, name)) {
      const left = cutBlock(text, block)
      file.now = isBare(left) ? null : Buffer.from(left)
      this.#removed(shown, file.now !== null)
    } else await this.#named(path, name)
  }

  async #named(path: string, name: (typeof HOOK_NAMES)[number]): Promise<void> {
    const shown = shownPath(this.#ports, path)
    const text = (await this.#open(shown)).now?.toString('utf8') ?? ''
    if (findBlock(text, name)) this.why[named(shown)] = CHANGED
    else if (callsCasebook(text, name)) this.why[named(shown)] = PASTED
  }

  #removed(path: string, some: boolean): void {
    if (isBelow(fullPath(this.#ports, path), ownFolder(this.#ports))) return
    this.#say(some ? `the lines in ${path}` : named(path))
  }

  #say(what: string): void {
    if (!this.removed.includes(what)) this.removed.push(what)
  }

  async #open(path: string): Promise<{ was: Buffer | null; now: Buffer | null; mode: number | null }> {
    const known = this.#files.get(path)
    if (known) return known
    const full = fullPath(this.#ports, path)
    const bytes = await this.#ports.files.read(full)
    const was = bytes === null ? null : Buffer.from(bytes)
    const file = { was, now: was, mode: await this.#ports.files.mode(full) }
    this.#files.set(path, file)
    return file
  }

  async write(): Promise<void> {
    const { files, git } = this.#ports
    for (const [path, { was, now, mode }] of this.#files) {
      const full = fullPath(this.#ports, path)
      if (same(was, now)) continue
      if (now !== null) await files.write((await files.real(full)) ?? full, now, mode ?? undefined)
      else {
        await files.remove(full)
        await files.prune(full, isBelow(full, git.commonDir) ? git.commonDir : git.top!)
      }
    }
  }
}

const bytesOf = (base64: string | null): Buffer | null => (base64 === null ? null : Buffer.from(base64, 'base64'))
const same = (a: Buffer | null, b: Buffer | null): boolean => (a === null || b === null ? a === b : a.equals(b))

function without(bytes: Buffer, text: string): Buffer | null {
  const at = bytes.indexOf(text)
  return at < 0 ? null : Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + Buffer.byteLength(text))])
}

/** Written anew by its manager since, not by a person in its place. */
const isManagers = (path: string, now: Buffer | null): boolean =>
  now !== null && (/(^|\/)\.husky\/_\/|info\/lefthook\.checksum$/.test(path) || now.includes('\ncall_lefthook run '))

/** What simple-git-hooks, husky or we put above the lines of a new hook. */
const HEADS = [
  /^#!\/bin\/sh\n(if \[ "\$SKIP_SIMPLE_GIT_HOOKS" = "1" \]; then\n.*\n.*\nfi\nif \[ -f "\$SIMPLE_GIT_HOOKS_RC" \]; then\n.*\nfi\n)?$/,
  /^#!\/usr\/bin\/env sh\n\. "\$\(dirname -- "\$0"\)\/_\/husky\.sh"\n\n?$/,
]
const isBare = (text: string): boolean => text.trim() === '' || HEADS.some((head) => head.test(text))

/** A block that a person pasted into a hook of theirs is theirs to take out. */
const isOurs = (text: string, name: string): boolean => {
  const block = findBlock(text, name)!
  return HEADS.some((head) => head.test(text.slice(0, block.start))) || text.includes('SKIP_SIMPLE_GIT_HOOKS')
}

/** A hook by its name, any other file by its path. */
const named = (path: string): string => {
  const hook = /(?:^|[\\/])hooks[\\/](commit-msg|pre-push)$/.exec(path)
  return hook ? `hook ${hook[1]}` : path
}

async function stillSet(ports: Ports, configs: readonly ConfigEntry[]): Promise<ConfigEntry[]> {
  const there = configs.map(async (one) => ((await ports.git.configAll(one.key)).includes(one.value) ? [one] : []))
  return (await Promise.all(there)).flat()
}
