import type { HooksFacts, InitFacts } from '../../lib/init/facts.ts'

const none = { 'commit-msg': null, 'pre-push': null } as const

export const BAKED = { node: '/opt/node', dist: '/opt/casebook/dist' }

/** A clone without any hook, with git as old as it gets here. */
export const hooksFacts = (changes: Partial<HooksFacts> = {}): HooksFacts => ({
  folder: '/repo/.git/hooks',
  shown: '.git/hooks',
  place: 'clone',
  scope: null,
  gitVersion: [2, 39],
  files: none,
  legacy: none,
  configured: [],
  husky: null,
  lefthook: null,
  simpleGitHooks: false,
  launchers: {
    'commit-msg': { path: '.git/casebook/hooks/commit-msg', text: null },
    'pre-push': { path: '.git/casebook/hooks/pre-push', text: null },
  },
  ...changes,
})

/** A repository that has its configuration and folders, so that only what a test is about is left to plan. */
export const initFacts = (hooks: Partial<HooksFacts> = {}, changes: Partial<InitFacts> = {}): InitFacts => ({
  configFile: 'casebook.yaml',
  newConfig: null,
  sets: [],
  language: 'other',
  remotes: [],
  attributes: { path: '.gitattributes', text: null },
  codeowners: null,
  hooks: hooksFacts(hooks),
  only: ['commit-msg', 'pre-push'],
  baked: BAKED,
  extra: [],
  ...changes,
})
