import { findBlocks, renderBlock } from './block.ts'
import { planCodeowners } from './codeowners.ts'
import type { InitFacts, TextFile } from './facts.ts'
import type { HooksPlan } from './hooks-plan.ts'
import { planHooks } from './plan-hooks.ts'
import type { InitStep } from './step.ts'
import { FOLDERS, renderAttribute, renderConfig, repoOf } from './templates.ts'

/** Plans what `init` does to a repository. Pure; doing it twice plans nothing the second time. */
export function planInit(facts: InitFacts): HooksPlan {
  const hooks = planHooks(facts)
  return {
    ...hooks,
    steps: [
      ...configStep(facts),
      ...facts.sets.flatMap(folderSteps),
      ...attributesStep(facts.attributes, facts.sets),
      ...planCodeowners(facts),
      ...hooks.steps,
      ...facts.remotes.flatMap(refspecStep),
      ...facts.extra,
    ],
  }
}

function configStep({ configFile, newConfig, language, remotes }: InitFacts): InitStep[] {
  if (newConfig === null || configFile !== null) return []
  const origin = remotes.find(({ name }) => name === 'origin') ?? remotes[0]
  const { folder, set } = newConfig
  const text = renderConfig({ set, path: 'evals/data/regression', repo: origin ? repoOf(origin.url) : null, language })
  return [{ do: 'write', path: folder === '' ? 'casebook.yaml' : `${folder}/casebook.yaml`, text }]
}

const folderSteps = ({ path, folders }: InitFacts['sets'][number]): InitStep[] =>
  FOLDERS.filter((name) => !folders.includes(name)).map((name) => ({
    do: 'write',
    path: `${path}/${name}/.gitkeep`,
    text: '',
  }))

function attributesStep({ path, text }: TextFile, sets: InitFacts['sets']): InitStep[] {
  const there = findBlocks(text ?? '').map((block) => block.text)
  const lines = sets
    .map((set) => renderAttribute(set.path))
    .filter((line) => !there.some((block) => block.split(/\r?\n/).includes(line)))
  if (lines.length === 0) return []
  const block = renderBlock('', lines)
  if (text === null) return [{ do: 'write', path, text: block }]
  return [{ do: 'append', path, text: text === '' || text.endsWith('\n') ? block : `\n${block}` }]
}

/** Fetches history to refs of its own: it never fails on a remote without history and overwrites no local run. */
function refspecStep({ name, fetch }: InitFacts['remotes'][number]): InitStep[] {
  const value = `+refs/casebook/*:refs/casebook-remotes/${name}/*`
  return fetch.includes(value) ? [] : [{ do: 'config', key: `remote.${name}.fetch`, value }]
}
