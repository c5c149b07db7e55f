import { type BakedPaths, callsCasebook, HOOK_NAMES, type HookName, hookLine, hookMarker } from './hook-script.ts'
import { BLOCK_BEGIN, FOLDERS, type Language, renderAttributes, renderConfig, repoOf } from './templates.ts'

/** What `init` found in the repository. Paths are from its top. */
export interface InitFacts {
  /** Null where there is none yet. */
  readonly configFile: string | null
  readonly setPath: string
  readonly language: Language
  readonly remotes: readonly { readonly name: string; readonly url: string; readonly fetch: readonly string[] }[]
  readonly attributes: string | null
  /** Those of the set's folders that exist. */
  readonly folders: readonly string[]
  readonly hooks: Readonly<Record<HookName, string | null>>
  /** What the hook of each name should hold. */
  readonly wanted: Readonly<Record<HookName, string>>
  readonly baked: BakedPaths
}

export type InitStep =
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: 'append'; readonly path: string; readonly text: string }
  | { readonly do: 'hook'; readonly name: HookName }
  | { readonly do: 'config'; readonly key: string; readonly value: string }

export interface InitPlan {
  readonly steps: readonly InitStep[]
  /** Hooks that somebody else wrote, with the line to add to each. */
  readonly foreign: readonly { readonly name: HookName; readonly line: string }[]
}

/** Plans what `init` does to a repository. Pure; doing it twice plans nothing the second time. */
export function planInit(facts: InitFacts): InitPlan {
  const own = (name: HookName): boolean => facts.hooks[name] === null || facts.hooks[name].includes(hookMarker(name))
  const foreign = HOOK_NAMES.filter((name) => !own(name) && !callsCasebook(facts.hooks[name]!, name))
  return {
    steps: [
      ...configStep(facts),
      ...FOLDERS.filter((name) => !facts.folders.includes(name)).map(
        (name): InitStep => ({ do: 'write', path: `${facts.setPath}/${name}/.gitkeep`, text: '' }),
      ),
      ...attributesStep(facts),
      ...HOOK_NAMES.filter((name) => own(name) && !holdsWanted(facts, name)).map(
        (name): InitStep => ({ do: 'hook', name }),
      ),
      ...facts.remotes.flatMap(refspecStep),
    ],
    foreign: foreign.map((name) => ({ name, line: hookLine(name, facts.baked) })),
  }
}

const holdsWanted = ({ hooks, wanted }: InitFacts, name: HookName): boolean =>
  hooks[name]?.endsWith(wanted[name]) ?? false

function configStep({ configFile, setPath, language, remotes }: InitFacts): InitStep[] {
  if (configFile !== null) return []
  const origin = remotes.find(({ name }) => name === 'origin') ?? remotes[0]
  const text = renderConfig({ set: 'regression', path: setPath, repo: origin ? repoOf(origin.url) : null, language })
  return [{ do: 'write', path: 'casebook.yaml', text }]
}

function attributesStep({ attributes, setPath }: InitFacts): InitStep[] {
  const block = renderAttributes(setPath)
  if (attributes === null) return [{ do: 'write', path: '.gitattributes', text: block }]
  if (attributes.includes(BLOCK_BEGIN)) return []
  return [
    {
      do: 'append',
      path: '.gitattributes',
      text: attributes === '' || attributes.endsWith('\n') ? block : `\n${block}`,
    },
  ]
}

/** Fetches history to refs of its own: it never fails on a remote without history and overwrites no local run. */
function refspecStep({ name, fetch }: InitFacts['remotes'][number]): InitStep[] {
  const value = `+refs/casebook/*:refs/casebook-remotes/${name}/*`
  return fetch.includes(value) ? [] : [{ do: 'config', key: `remote.${name}.fetch`, value }]
}
