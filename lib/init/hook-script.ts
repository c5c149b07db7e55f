import { PREFILTER } from '../policy/prefilter.ts'

export const HOOK_NAMES = ['commit-msg', 'pre-push'] as const
export type HookName = (typeof HOOK_NAMES)[number]

/** What a hook bakes in: git clients without a shell profile have no node on their PATH. */
export interface BakedPaths {
  /** Absolute path of the node that ran `init`. */
  readonly node: string
  /** Absolute path of the folder with `main.cjs` and `hook.cjs`. */
  readonly dist: string
}

/** The line by which `init` knows a hook for its own. */
export const hookMarker = (name: HookName): string =>
  `# casebook ${name}: written by casebook init, taken back by casebook init --uninstall`

/** Renders the body of a hook: a prefilter in sh for commits that refer to no bug, then one node. */
export function renderHook(name: HookName, baked: BakedPaths): string {
  const file = name === 'commit-msg' ? 'hook.cjs' : 'main.cjs'
  const call = name === 'commit-msg' ? 'commit-msg "$1"' : 'hook pre-push "$@"'
  return [
    hookMarker(name),
    ...(name === 'commit-msg' ? prefilter() : []),
    `node=${quoted(baked.node)}`,
    `casebook=${quoted(`${baked.dist}/${file}`)}`,
    `[ -x "$node" ] || node=$(command -v node) || ${fail(name, 'finds no node', 'install node, then: casebook init')}`,
    `[ -f "$casebook" ] || casebook=node_modules/casebook/dist/${file}`,
    `[ -f "$casebook" ] || ${fail(name, 'finds no casebook', 'install casebook again where it was, or run casebook init with the one you have')}`,
    `exec "$node" "$casebook" ${call}`,
    '',
  ].join('\n')
}

/**
 * A superset of the rule, so that a commit without a bug costs a grep. Patterns of the project's own switch it off, and so does
 * a configuration that is not at the top, where a grep would not find them.
 */
const prefilter = (): string[] => [
  `if ! LC_ALL=C grep -qiE '${PREFILTER}' "$1" && [ -f casebook.yaml ] && ! grep -qE '${OWN_PATTERNS}' casebook.yaml; then exit 0; fi`,
]

/** `patterns` with anything but an empty list on its line. */
const OWN_PATTERNS = 'patterns[^[:alnum:]]? *: *(\\[ *([^] ]|$)|[^[ ]|$)'

const fail = (name: HookName, what: string, hint: string): string =>
  `{ echo "error: the ${name} hook ${what}" >&2; echo "hint: ${hint}" >&2; exit 3; }`

const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`

/** The one line to add to a hook that somebody else wrote. */
export const hookLine = (name: HookName, baked: BakedPaths): string =>
  `${quoted(baked.node)} ${quoted(`${baked.dist}/main.cjs`)} hook ${name === 'commit-msg' ? 'commit-msg "$1"' : 'pre-push "$@"'} || exit $?`

/** True where a hook of somebody else calls casebook already. */
export const callsCasebook = (text: string, name: HookName): boolean =>
  new RegExp(`\\bhook ${name}\\b|hook\\.cjs'? ${name}\\b`).test(text)
