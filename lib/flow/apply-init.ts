import { join } from 'node:path'
import type { HookName } from '../init/hook-script.ts'
import type { InitStep } from '../init/step.ts'
import type { Ports } from '../ports.ts'
import { invalid, unavailable } from '../problem.ts'
import { type ConfigEntry, type FileEntry, type InitRecord, readRecord, writeRecord } from './init-record.ts'
import { fullPath, placeOf, shownPath } from './read-text.ts'
import { runTool } from './run-tool.ts'
import { restoreEntries } from './take-back.ts'

/** Writes hooks that are not there by simple-git-hooks. */
export type WriteHooks = (ports: Ports, bodies: Readonly<Partial<Record<HookName, string>>>) => Promise<void>

/** Does what was planned and remembers it. What fails half way is taken back before the problem is thrown. */
export async function applyInit(ports: Ports, steps: readonly InitStep[], writeHooks: WriteHooks): Promise<void> {
  if (steps.length === 0) return
  const files = await planFiles(ports, steps)
  const configs = steps.flatMap((step) => (step.do === 'config' ? [{ key: step.key, value: step.value }] : []))
  const hooks = steps.filter((step) => step.do === 'hook')
  const before = await readRecord(ports)
  const done: { entries: FileEntry[]; configs: ConfigEntry[] } = { entries: [], configs: [] }
  const remember = (): Promise<void> => writeRecord(ports, mergeRecords(before, done))
  try {
    await writeHooks(ports, Object.fromEntries(hooks.map(({ name, text }) => [name, text])))
    for (const { path, text } of hooks) done.entries.push(await writtenEntry(ports, path, text))
    for (const entry of files) {
      done.entries.push(entry)
      await writeEntry(ports, entry)
    }
    for (const config of configs) {
      await ports.git.addConfig(config.key, config.value)
      done.configs.push(config)
    }
    await remember()
    for (const step of steps) if (step.do === 'run') await runManager(ports, step, done)
    await remember()
  } catch (error) {
    await undo(ports, done)
    for (const { path } of hooks) await ports.files.remove(fullPath(ports, path)).catch(() => {})
    await writeRecord(ports, before)
    throw error
  }
}

async function undo(ports: Ports, done: InitRecord): Promise<void> {
  for (const { key, value } of [...done.configs].reverse()) await ports.git.removeConfig(key, value).catch(() => {})
  await restoreEntries(ports, done.entries)
}

const mergeRecords = (before: InitRecord | null, done: InitRecord): InitRecord => ({
  entries: [...(before?.entries ?? []), ...done.entries],
  configs: [...(before?.configs ?? []), ...done.configs],
})

/** What each file holds before and after; nothing is written yet. */
async function planFiles(ports: Ports, steps: readonly InitStep[]): Promise<FileEntry[]> {
  const byPath = new Map<string, FileStep[]>()
  for (const step of steps) if (isFileStep(step)) byPath.set(step.path, [...(byPath.get(step.path) ?? []), step])
  const entries: FileEntry[] = []
  for (const [path, its] of byPath) entries.push(await planFile(ports, path, its))
  return entries
}

type FileStep = Extract<InitStep, { do: 'write' | 'append' | 'insert' | 'replace' }>

const isFileStep = (step: InitStep): step is FileStep =>
  step.do === 'write' || step.do === 'append' || step.do === 'insert' || step.do === 'replace'

async function planFile(ports: Ports, path: string, steps: readonly FileStep[]): Promise<FileEntry> {
  const full = fullPath(ports, path)
  if ((await placeOf(ports, full)) === 'outside')
    throw invalid('outside', `"${path}" leads outside of the repository`, {
      hints: ['make it a file of the repository, then: casebook init'],
    })
  const bytes = await ports.files.read(full)
  const old = bytes === null ? null : Buffer.from(bytes)
  if (old !== null && steps.some(({ do: kind }) => kind === 'insert' || kind === 'replace')) requireUtf8(path, old)
  const after = Buffer.from(edited(old?.toString('utf8') ?? '', steps), 'utf8')
  const appended = steps.every(({ do: kind }) => kind === 'append')
  return {
    path,
    before: old?.toString('base64') ?? null,
    mode: steps.flatMap((step) => (step.do === 'write' ? (step.mode ?? []) : []))[0] ?? (await ports.files.mode(full)),
    after: (appended && old ? Buffer.concat([old, ...steps.map(({ text }) => Buffer.from(text))]) : after).toString(
      'base64',
    ),
    added: old === null ? [] : steps.map(({ text }) => text),
  }
}

function requireUtf8(path: string, bytes: Buffer): void {
  if (!Buffer.from(bytes.toString('utf8')).equals(bytes))
    throw invalid('not-utf8', `"${path}" is not UTF-8, so nothing can be added to it`, {
      path,
      hints: ['save it as UTF-8, then: casebook init'],
    })
}

/** The later a place in the text, the sooner it is changed: earlier ones stay where they were planned. */
function edited(text: string, steps: readonly FileStep[]): string {
  const places = (step: FileStep): number => (step.do === 'insert' ? step.at : Number.MAX_SAFE_INTEGER)
  return [...steps]
    .sort((a, b) => places(b) - places(a))
    .reduce((whole, step) => {
      if (step.do === 'insert') return whole.slice(0, step.at) + step.text + whole.slice(step.at)
      if (step.do === 'append') return whole + step.text
      return step.text
    }, text)
}

async function writeEntry(ports: Ports, { path, after, mode }: FileEntry): Promise<void> {
  const full = fullPath(ports, path)
  const isHook = /(^|[\\/])hooks[\\/](commit-msg|pre-push)(\.legacy)?$/.test(path) && !path.includes('casebook/hooks')
  const bits = isHook ? (mode ?? 0o644) | 0o755 : (mode ?? undefined)
  await ports.files.write((await ports.files.real(full)) ?? full, Buffer.from(after!, 'base64'), bits)
}

/** A hook as the tool wrote it: with lines of its own around ours. */
async function writtenEntry(ports: Ports, path: string, text: string): Promise<FileEntry> {
  const bytes = await ports.files.read(fullPath(ports, path))
  return { path, before: null, mode: null, after: Buffer.from(bytes ?? []).toString('base64'), added: [text] }
}

/** Lets the manager install its hooks, and notes every file that this changed. */
async function runManager(
  ports: Ports,
  step: Extract<InitStep, { do: 'run' }>,
  done: { entries: FileEntry[]; configs: ConfigEntry[] },
): Promise<void> {
  const [before, path] = [await watched(ports), await ports.git.configAll('core.hooksPath')]
  const env = { HUSKY: '1', LEFTHOOK: '1', PATH: `${ports.env['PATH'] ?? '/usr/bin:/bin'}` }
  const ran = await runTool(ports, { command: step.command, cwd: ports.git.top!, timeoutMs: 60_000, env })
  const after = await watched(ports)
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, fresh] = [before.get(name) ?? null, after.get(name) ?? null]
    if (old !== fresh) done.entries.push({ path: name, before: old, mode: null, after: fresh, added: [], by: step.for })
  }
  const paths = await ports.git.configAll('core.hooksPath')
  for (const value of paths.filter((one) => !path.includes(one))) done.configs.push({ key: 'core.hooksPath', value })
  if ('detail' in ran)
    throw unavailable('hook-manager', `${step.command.join(' ')} failed: ${ran.detail}`, {
      hints: [`${step.command.join(' ')}   (run it by hand to see why), then: casebook init`],
    })
}

/** What `lefthook install` writes outside of git's folder: a configuration where it finds only a local one, and agents' hooks. */
const LEFTHOOKS = [
  'lefthook.yml',
  '.claude/settings.json',
  '.codex/hooks.json',
  '.cursor/hooks.json',
  '.github/hooks/lefthook.json',
]

/** Where hook managers keep what they install. */
async function watched(ports: Ports): Promise<Map<string, string>> {
  const { commonDir, top } = ports.git
  const folders = [join(commonDir, 'hooks'), join(commonDir, 'info'), join(top!, '.husky/_')]
  const paths = LEFTHOOKS.map((name) => join(top!, name))
  for (const folder of folders) paths.push(...(await ports.files.names(folder)).map((name) => join(folder, name)))
  const texts = new Map<string, string>()
  for (const path of paths) {
    const bytes = await ports.files.read(path).catch(() => null)
    if (bytes !== null) texts.set(shownPath(ports, path), Buffer.from(bytes).toString('base64'))
  }
  return texts
}
