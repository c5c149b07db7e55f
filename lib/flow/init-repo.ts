import { join } from 'node:path'
import type { Provider } from '../ci/facts.ts'
import { type CiPlan, planCi } from '../ci/plan-ci.ts'
import type { BakedPaths, HookName } from '../init/hook-script.ts'
import { HOOK_NAMES, hookMarker, renderHook } from '../init/hook-script.ts'
import { type InitFacts, type InitPlan, type InitStep, planInit } from '../init/plan.ts'
import { FOLDERS, type Language } from '../init/templates.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { findConfigIfAny } from './find-config.ts'
import { readCiFacts } from './read-ci-facts.ts'

/** Writes hooks through whatever hook manager the repository has. */
export type WriteHooks = (ports: Ports, bodies: Readonly<Partial<Record<HookName, string>>>) => Promise<void>

export interface InitRequest {
  readonly baked: BakedPaths
  /** Only these hooks; others are left as they are. */
  readonly hooks: readonly HookName[]
  readonly dryRun: boolean
  /** The CI service to write jobs for; null for none. */
  readonly ci?: Provider | null
}

/** The document of an initialisation. */
export interface InitDocument {
  readonly format: 'casebook-init/1'
  readonly dry_run: boolean
  readonly steps: readonly InitStep[]
  readonly foreign: InitPlan['foreign']
  /** Files of the CI service that are somebody else's, with what to add to each. */
  readonly by_hand: CiPlan['byHand']
}

/** Sets a repository up. What stands already is left alone; a hook of somebody else is named, never overwritten. */
export async function initRepo(ports: Ports, request: InitRequest, writeHooks: WriteHooks): Promise<InitDocument> {
  requireWorkTree(ports)
  const facts = await readFacts(ports, request.baked)
  const ci = request.ci ? planCi(request.ci, await readCiFacts(ports)) : { steps: [], byHand: [] }
  const base = only(planInit(facts), request.hooks)
  const plan = { ...base, steps: [...base.steps, ...ci.steps] }
  const document: InitDocument = {
    format: 'casebook-init/1',
    dry_run: request.dryRun,
    ...plan,
    by_hand: ci.byHand,
  }
  if (request.dryRun) return document
  const names = plan.steps.flatMap((step) => (step.do === 'hook' ? [step.name] : []))
  // What may be refused goes first, so that a refusal leaves nothing half done.
  await writeHooks(ports, Object.fromEntries(names.map((name) => [name, facts.wanted[name]])))
  await remember(ports, plan.steps, names)
  for (const step of plan.steps) await applyStep(ports, step)
  return document
}

const only = (plan: InitPlan, hooks: readonly HookName[]): InitPlan => ({
  steps: plan.steps.filter((step) => step.do !== 'hook' || hooks.includes(step.name)),
  foreign: plan.foreign.filter(({ name }) => hooks.includes(name)),
})

function requireWorkTree(ports: Ports): void {
  if (ports.git.top === null)
    throw invalid('bare-repository', 'a bare repository has no work tree to set up', { hints: ['run it in a clone'] })
}

async function readFacts(ports: Ports, baked: BakedPaths): Promise<InitFacts> {
  const config = await findConfigIfAny(ports, { at: 'worktree' })
  const setPath = config?.path ?? 'evals/data/regression'
  const folder = await ports.git.hooksFolder()
  const text = async (path: string): Promise<string | null> => {
    const bytes = await ports.files.read(path)
    return bytes === null ? null : Buffer.from(bytes).toString('utf8')
  }
  const inTop = (path: string): string => join(ports.git.top!, path)
  const there = await Promise.all(
    FOLDERS.map(async (name) => ((await ports.files.exists(inTop(`${setPath}/${name}`))) ? [name] : [])),
  )
  const hooks = Object.fromEntries(
    await Promise.all(HOOK_NAMES.map(async (name) => [name, await text(join(folder, name))])),
  )
  return {
    configFile: config?.file ?? null,
    setPath,
    language: await languageOf(ports),
    remotes: await readRemotes(ports),
    attributes: await text(inTop('.gitattributes')),
    folders: there.flat(),
    hooks: hooks as InitFacts['hooks'],
    wanted: { 'commit-msg': renderHook('commit-msg', baked), 'pre-push': renderHook('pre-push', baked) },
    baked,
  }
}

async function languageOf(ports: Ports): Promise<Language> {
  const has = (name: string): Promise<boolean> => ports.files.exists(join(ports.git.top!, name))
  if ((await has('pyproject.toml')) || (await has('setup.py')) || (await has('requirements.txt'))) return 'python'
  return (await has('package.json')) ? 'node' : 'other'
}

async function readRemotes(ports: Ports): Promise<InitFacts['remotes']> {
  const names = await ports.git.remotes()
  return Promise.all(
    names.map(async (name) => ({
      name,
      url: (await ports.git.config(`remote.${name}.url`)) ?? '',
      fetch: await ports.git.configAll(`remote.${name}.fetch`),
    })),
  )
}

async function applyStep(ports: Ports, step: InitStep): Promise<void> {
  if (step.do === 'config') return ports.git.addConfig(step.key, step.value)
  if (step.do === 'hook') return
  const path = join(ports.git.top!, step.path)
  const before = step.do === 'append' ? Buffer.from((await ports.files.read(path)) ?? []).toString('utf8') : ''
  await ports.files.write(path, before + step.text)
}

/** All that casebook keeps in a clone: what `init` wrote, and caches. */
const ownFolder = (ports: Ports): string => join(ports.git.commonDir, 'casebook')
const recordPath = (ports: Ports): string => join(ownFolder(ports), 'installed.json')

interface InstallRecord {
  readonly steps: readonly InitStep[]
  /** Each hook as it was written. */
  readonly hooks: { readonly [name in HookName]?: string }
}

async function readRecord(ports: Ports): Promise<InstallRecord> {
  const bytes = await ports.files.read(recordPath(ports))
  try {
    const { steps = [], hooks = {} } = bytes
      ? (JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<InstallRecord>)
      : {}
    return { steps, hooks }
  } catch {
    return { steps: [], hooks: {} }
  }
}

async function remember(ports: Ports, steps: readonly InitStep[], names: readonly HookName[]): Promise<void> {
  if (steps.length === 0) return
  const before = await readRecord(ports)
  const written = await Promise.all(names.map(async (name) => [name, await readHook(ports, name)] as const))
  const record: InstallRecord = {
    steps: [...before.steps, ...steps],
    hooks: { ...before.hooks, ...Object.fromEntries(written) },
  }
  await ports.files.write(recordPath(ports), JSON.stringify(record, null, 2))
}

const hookPath = async (ports: Ports, name: HookName): Promise<string> => join(await ports.git.hooksFolder(), name)
const readHook = async (ports: Ports, name: HookName): Promise<string> =>
  Buffer.from((await ports.files.read(await hookPath(ports, name))) ?? []).toString('utf8')

/** The document of taking it back. */
export interface UninstallDocument {
  readonly format: 'casebook-uninstall/1'
  readonly removed: readonly string[]
  /** What `init` wrote and somebody changed since: it is theirs now. */
  readonly kept: readonly string[]
}

/** Takes back what `init` wrote in this clone, to the byte; what was changed since stays and is named. */
export async function uninstall(ports: Ports): Promise<UninstallDocument> {
  requireWorkTree(ports)
  const removed: string[] = []
  const kept: string[] = []
  const record = await readRecord(ports)
  for (const name of HOOK_NAMES) await removeHook(ports, name, record.hooks[name] ?? null, removed, kept)
  for (const step of [...record.steps].reverse()) await takeBack(ports, step, removed, kept)
  await ports.files.remove(ownFolder(ports))
  return { format: 'casebook-uninstall/1', removed, kept }
}

async function removeHook(
  ports: Ports,
  name: HookName,
  written: string | null,
  removed: string[],
  kept: string[],
): Promise<void> {
  const text = await readHook(ports, name)
  if (!text.includes(hookMarker(name))) return
  if (written !== null && text !== written) return void kept.push(`hook ${name}`)
  await ports.files.remove(await hookPath(ports, name))
  removed.push(`hook ${name}`)
}

async function takeBack(ports: Ports, step: InitStep, removed: string[], kept: string[]): Promise<void> {
  if (step.do === 'hook') return
  if (step.do === 'config') {
    await ports.git.removeConfig(step.key, step.value)
    removed.push(`${step.key} ${step.value}`)
    return
  }
  const path = join(ports.git.top!, step.path)
  const bytes = await ports.files.read(path)
  if (bytes === null) return
  const text = Buffer.from(bytes).toString('utf8')
  if (step.do === 'write' && text === step.text) {
    await ports.files.remove(path)
    await ports.files.prune(path, ports.git.top!)
    removed.push(step.path)
  } else if (step.do === 'append' && text.includes(step.text)) {
    await ports.files.write(
      path,
      text.replace(step.text, () => ''),
    )
    removed.push(`the block in ${step.path}`)
  } else kept.push(step.path)
}
