import { findBlock } from './block.ts'
import type { HookFile, HooksFacts, InitFacts } from './facts.ts'
import {
  callsCasebook,
  configuredCommand,
  type HookName,
  hookLine,
  isOldHook,
  renderHook,
  renderLauncher,
  renderSharedHook,
  sharedHookLine,
  wrapCommand,
} from './hook-script.ts'
import { type HooksPlan, joinPlans } from './hooks-plan.ts'
import { planHuskyHook } from './husky.ts'
import { hooksWithCasebook } from './lefthook-meaning.ts'
import { planLefthookHooks } from './plan-lefthook.ts'
import type { InitStep } from './step.ts'
import { changedBlock, configuredOff, managerMissing, npxCache, simpleGitHooks } from './warnings.ts'

type Part = Partial<HooksPlan>

/** Git calls hooks of its configuration from this version on. */
const CONFIGURED_SINCE = [2, 54] as const

export const runsConfiguredHooks = ({ gitVersion: [major, minor] }: Pick<HooksFacts, 'gitVersion'>): boolean =>
  major > CONFIGURED_SINCE[0] || (major === CONFIGURED_SINCE[0] && minor >= CONFIGURED_SINCE[1])

/** Plans where each hook goes: into the manager's own files where there is one, beside everything else where git can do that. */
export function planHooks(facts: InitFacts): HooksPlan {
  const { hooks, only } = facts
  const parts = hooks.husky ? planHusky(facts) : [...only.map((name) => planHook(facts, name)), planForLefthook(facts)]
  const whole = joinPlans(parts)
  const shared = whole.steps.filter(isShared).length > 0 || only.some((name) => isCalledThere(hooks, name))
  return joinPlans([
    shared ? { steps: only.flatMap((name) => launcherStep(facts, name)) } : {},
    whole,
    facts.baked.dist === null ? { warnings: [npxCache()] } : {},
    hooks.simpleGitHooks && whole.steps.some(({ do: kind }) => kind === 'hook') ? { warnings: [simpleGitHooks()] } : {},
  ])
}

/** True of lines that call the launcher of the clone. */
const isShared = (step: InitStep): boolean =>
  ('text' in step && step.text.includes('casebook/hooks/')) ||
  (step.do === 'config' && step.value.includes('casebook/hooks/'))

function isCalledThere({ files, husky, lefthook, configured }: HooksFacts, name: HookName): boolean {
  const texts = [files[name]?.text, husky?.files[name].text, ...configured.map(({ command }) => command)]
  if (texts.some((text) => text?.includes(`casebook/hooks/${name}`))) return true
  return lefthook !== null && hooksWithCasebook(lefthook, [name]).length > 0
}

function launcherStep({ hooks, baked }: InitFacts, name: HookName): InitStep[] {
  const { path, text } = hooks.launchers[name]
  const wanted = renderLauncher(name, baked)
  if (text === wanted) return []
  return [text === null ? { do: 'write', path, text: wanted } : { do: 'replace', path, from: text, text: wanted }]
}

function planHusky({ hooks, only }: InitFacts): Part[] {
  const husky = hooks.husky!
  const steps = only.flatMap((name) => planHuskyHook(husky, name) ?? [])
  const changed = only.filter((name) => findBlock(husky.files[name].text ?? '', name)?.intact === false)
  const install: InitStep[] =
    husky.isInstalled || husky.install === null ? [] : [{ do: 'run', command: husky.install, for: 'husky' }]
  const missing = !husky.isInstalled && husky.install === null
  const warnings = changed.map((name) => changedBlock(husky.files[name].path, name))
  return [{ steps: [...steps, ...install], warnings: missing ? [...warnings, managerMissing('husky')] : warnings }]
}

/** A hook that git runs from its folder of hooks. */
function planHook(facts: InitFacts, name: HookName): Part {
  const { hooks } = facts
  if (isConfigured(hooks, name)) return isOff(hooks, name) ? { warnings: [configuredOff(name)] } : {}
  if (hooks.place === 'outside') return planConfigured(name)
  const file = hooks.files[name]
  if (file === null) return hooks.lefthook ? {} : { steps: [hookStep(facts, name)] }
  if (file.text !== null && isPreCommits(file.text)) return planLegacy(facts, name)
  if (file.text !== null && hooks.lefthook?.installed.includes(name)) return {}
  return planFile(facts, name, file, `${hooks.shown}/${name}`)
}

/** pre-commit calls what it moved aside before anything else, with all of git's lines; its own hooks get none. */
function planLegacy(facts: InitFacts, name: HookName): Part {
  const path = `${facts.hooks.shown}/${name}.legacy`
  const file = facts.hooks.legacy[name]
  if (file !== null) return planFile(facts, name, file, path)
  return { steps: [{ do: 'write', path, text: `#!/bin/sh\n${linesFor(facts, name)}`, mode: 0o755 }] }
}

function planFile(facts: InitFacts, name: HookName, { text, isExecutable }: HookFile, path: string): Part {
  if (text === null) return foreignPart(facts, name, path, null)
  const wanted = linesFor(facts, name)
  const block = findBlock(text, name)
  if (block && !block.intact) return { warnings: [changedBlock(path, name)] }
  if (block) {
    const fresh =
      block.text === wanted || block.text === wanted.replace(/\n$/, '') ? text : text.replace(block.text, () => wanted)
    if (fresh === text && isExecutable) return {}
    return { steps: [{ do: 'replace', path, from: text, text: fresh }] }
  }
  if (isOldHook(text, name)) return { steps: [{ do: 'replace', path, from: text, text: `#!/bin/sh\n${wanted}` }] }
  return callsCasebook(text, name) && isExecutable ? {} : foreignPart(facts, name, path, { text, isExecutable })
}

const linesFor = ({ hooks, baked }: InitFacts, name: HookName): string =>
  hooks.place === 'tree' ? renderSharedHook(name) : renderHook(name, baked)

const hookStep = (facts: InitFacts, name: HookName): InitStep => ({
  do: 'hook',
  name,
  path: `${facts.hooks.shown}/${name}`,
  text: linesFor(facts, name),
})

function foreignPart(facts: InitFacts, name: HookName, path: string, file: HookFile | null): Part {
  if (runsConfiguredHooks(facts.hooks)) return planConfigured(name)
  const line = facts.hooks.place === 'tree' ? sharedHookLine(name) : hookLine(name, facts.baked)
  const text = file?.text ?? null
  const isShell = text !== null && isShellScript(text)
  return {
    foreign: [
      {
        name,
        path,
        line: isShell ? line : wrapCommand(path, line),
        where: isShell ? 'in-hook' : 'in-terminal',
        owner: text === null ? null : ownerOf(text),
        runs: file?.isExecutable ?? false,
      },
    ],
  }
}

const planConfigured = (name: HookName): Part => ({
  steps: [
    { do: 'config', key: `hook.casebook-${name}.command`, value: configuredCommand(name) },
    { do: 'config', key: `hook.casebook-${name}.event`, value: name },
  ],
})

const ofEvent = ({ configured, ...hooks }: HooksFacts, name: HookName) =>
  runsConfiguredHooks(hooks)
    ? configured.filter(({ command, events }) => events.includes(name) && callsCasebook(command, name))
    : []
const isConfigured = (hooks: HooksFacts, name: HookName): boolean => ofEvent(hooks, name).length > 0
const isOff = (hooks: HooksFacts, name: HookName): boolean => ofEvent(hooks, name).every(({ isEnabled }) => !isEnabled)

/** An empty first line is run by the shell that git starts as well. */
const isShellScript = (text: string): boolean =>
  !text.includes('\0') && (!text.startsWith('#!') || /^#![^\n]*\b(ba|da|z|k|mk|a)?sh\b/.test(text))

const isPreCommits = (text: string): boolean => /^# File generated by pre-commit/m.test(text)

function ownerOf(text: string): string | null {
  if (/\bgit[ -]lfs\b/.test(text)) return 'git-lfs'
  if (/\bcall_lefthook\b/.test(text)) return 'lefthook'
  if (/\bhusky\b/.test(text)) return 'husky'
  return /\boverlook|overcommit\b/i.test(text) ? 'overcommit' : null
}

function planForLefthook({ hooks, only }: InitFacts): Part {
  const { lefthook, files } = hooks
  if (lefthook === null || hooks.place === 'outside') return {}
  const isIts = (name: HookName): boolean => files[name] === null || lefthook.installed.includes(name)
  const names = only.filter((name) => isIts(name) && !isConfigured(hooks, name))
  return names.length > 0 ? planLefthookHooks(lefthook, names) : {}
}
