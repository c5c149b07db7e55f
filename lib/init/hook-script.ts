import { PREFILTER } from '../policy/prefilter.ts'
import { findBlock, renderBlock } from './block.ts'

export const HOOK_NAMES = ['commit-msg', 'pre-push'] as const
export type HookName = (typeof HOOK_NAMES)[number]

/** What a hook bakes in: git clients without a shell profile have no node on their PATH. */
export interface BakedPaths {
  /** Absolute path of the node that ran `init`. */
  readonly node: string
  /** Absolute path of the folder with `main.cjs` and `hook.cjs`; null where it lies in a cache that may vanish any day. */
  readonly dist: string | null
}

/** Caches out of which npx, pnpm dlx, yarn dlx and bunx run a package that is not installed. */
const CACHES = /[\\/](_npx|dlx|dlx-[^\\/]+|bunx-[^\\/]+|xfs-[^\\/]+)[\\/]/

/** The paths to bake for a casebook that runs out of `dist`. */
export const bakedPaths = (node: string, dist: string): BakedPaths => ({ node, dist: CACHES.test(dist) ? null : dist })

/** The lines of a hook that belongs to this clone alone: paths are baked in. */
export function renderHook(name: HookName, baked: BakedPaths): string {
  return renderBlock(name, [...findHere(name, baked), ...(name === 'commit-msg' ? filteredCall() : passingCall())])
}

/** What the lines of a shared hook start: the same, as a script of its own in the git folder of this clone. */
export const renderLauncher = (name: HookName, baked: BakedPaths): string => `#!/bin/sh\n${renderHook(name, baked)}`

/** The lines of a hook that is committed and so runs in every clone: they name no path of this machine. */
export function renderSharedHook(name: HookName): string {
  return renderBlock(name, [...findAnywhere(name), ...(name === 'commit-msg' ? plainCall() : passingCall())])
}

const findHere = (name: HookName, { node, dist }: BakedPaths): string[] => {
  const [file, call] = name === 'commit-msg' ? ['hook.cjs', 'commit-msg'] : ['main.cjs', 'hook pre-push']
  const files = [...(dist === null ? [] : [quoted(`${dist}/${file}`)]), `node_modules/casebook/dist/${file}`]
  return [
    'casebook_run() {',
    `  casebook_node=${quoted(node)}`,
    '  [ -x "$casebook_node" ] || casebook_node=$(command -v node) || casebook_node=/opt/homebrew/bin/node',
    '  [ -x "$casebook_node" ] || casebook_node=/usr/local/bin/node',
    `  [ -x "$casebook_node" ] || ${fail(name, 'finds no node', 'install node, then: casebook init')}`,
    `  for casebook_file in ${files.join(' ')}; do`,
    `    if [ -f "$casebook_file" ]; then "$casebook_node" "$casebook_file" ${call} "$@"; return; fi`,
    '  done',
    `  if command -v casebook >/dev/null 2>&1; then casebook hook ${name} "$@"; return; fi`,
    `  ${fail(name, 'finds no casebook', 'install casebook again where it was, or run casebook init with the one you have')}`,
    '}',
  ]
}

/** A clone in which nobody ran `init` has no script of its own: what is installed for the project or on the PATH does. */
export const findAnywhere = (name: HookName): string[] => [
  'casebook_run() {',
  `  casebook_hook=$(git rev-parse --git-common-dir)/casebook/hooks/${name}`,
  '  if [ -f "$casebook_hook" ]; then sh "$casebook_hook" "$@"',
  `  elif [ -x node_modules/.bin/casebook ]; then node_modules/.bin/casebook hook ${name} "$@"`,
  `  elif command -v casebook >/dev/null 2>&1; then casebook hook ${name} "$@"`,
  `  else ${fail(name, 'finds no casebook', 'npm install --global <a clone of casebook>, then: casebook init')}`,
  '  fi',
  '}',
]

const fail = (name: HookName, what: string, hint: string): string =>
  `{ echo "error: the ${name} hook ${what}" >&2; echo "hint: ${hint}" >&2; return 3; }`

const plainCall = (): string[] => ['casebook_run "$1" || exit $?']

/**
 * A superset of the rule, so that a commit without a bug costs a grep. Patterns of a set's own switch it off, and so does a
 * repository without a configuration at the top, whose sets may lie deeper than the second grep looks.
 */
const filteredCall = (): string[] => [
  `if LC_ALL=C grep -qiE '${PREFILTER}' "$1" || [ ! -f casebook.yaml ] || grep -qsE '${OWN_PATTERNS}' casebook.yaml */casebook.yaml */*/casebook.yaml; then`,
  '  casebook_run "$1" || exit $?',
  'fi',
]

/** `patterns` with anything but an empty list on its line. */
const OWN_PATTERNS = 'patterns[^[:alnum:]]? *: *(\\[ *([^] ]|$)|[^[ ]|$)'

/** What comes later in the hook reads the same lines from its standard input as if nobody had read them before. */
const passingCall = (call = 'casebook_run "$@"'): string[] => [
  'casebook_refs=$(cat)',
  `printf '%s\\n' "$casebook_refs" | ${call} || exit $?`,
  `[ -z "$casebook_refs" ] || eval "$(printf 'exec <<\\\\CASEBOOK\\n%s\\nCASEBOOK\\n' "$casebook_refs")"`,
]

/** The one line to add to a shell hook of this clone that somebody else wrote. */
export function hookLine(name: HookName, { node, dist }: BakedPaths): string {
  if (dist === null) return lineOf(name, (call) => `casebook hook ${call}`)
  return lineOf(name, (call) => `${quoted(node)} ${quoted(`${dist}/main.cjs`)} hook ${call}`)
}

/** The same for a hook that is committed. */
export const sharedHookLine = (name: HookName): string =>
  `${oneLine(findAnywhere(name))}; ${name === 'commit-msg' ? plainCall().join('') : passingCall().join('; ')}`

const lineOf = (name: HookName, render: (call: string) => string): string =>
  name === 'commit-msg' ? `${render('commit-msg "$1"')} || exit $?` : passingCall(render('pre-push "$@"')).join('; ')

/** The value of `hook.<name>.command`: git hands it to a shell and puts the hook's arguments behind it. */
export const configuredCommand = (name: HookName): string => `${oneLine(findAnywhere(name))}; casebook_run`

const oneLine = ([head = '', ...rest]: readonly string[]): string =>
  `${head} ${rest.map((line) => line.trim()).join('; ')}`

/** For a hook that is no shell script: moves it aside and puts one in its place that calls both. */
export const wrapCommand = (path: string, line: string): string =>
  [
    `mv ${quoted(path)} ${quoted(`${path}.own`)} &&`,
    `printf '%s\\n' '#!/bin/sh' ${quoted(line)} 'exec "$0.own" "$@"' > ${quoted(path)} &&`,
    `chmod +x ${quoted(path)}`,
  ].join(' ')

export const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`

/** True where lines that are no comment call casebook for this hook. */
export function callsCasebook(text: string, name: HookName): boolean {
  if (findBlock(text, name)) return true
  const live = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
  return new RegExp(
    `\\bcasebook\\b[^\\n]*\\bhook ${name}\\b|main\\.cjs'? hook ${name}\\b|hook\\.cjs'? ${name}\\b|casebook/hooks/${name}\\b`,
  ).test(live)
}

/** A hook as casebook wrote it before blocks: everything from its marker on. */
export const isOldHook = (text: string, name: HookName): boolean =>
  text.includes(`# casebook ${name}: written by casebook init`) && /^exec "\$node" "\$casebook" [^\n]*\n$/m.test(text)
