import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path/posix'
import { describe, expect, it } from 'vitest'

interface Import {
  /** A path from the top (`lib/problem.ts`), or a package as written (`node:fs`, `yaml`). */
  readonly to: string
  readonly isType: boolean
}

/** Packages that only compute. */
const PURE = ['canonicalize', 'csv-parse/sync', 'diff', 'picocolors', 'picomatch', 'yaml']
/** Modules of node that only compute. */
const PURE_NODE = ['node:path', 'node:path/posix']

/** Arrows that the rules below forbid, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'lib/run/run-case.ts -> lib/verdict/judge.ts':
    'an answer is judged where it is asked for: whether it is asked again hangs on it',
  'lib/run/run-case.ts -> lib/verdict/fold.ts': 'the attempts of a case become its verdict',
  'lib/init/hook-script.ts -> lib/policy/prefilter.ts': 'the hook script asks in shell what the policy asks first',
  'lib/report/run-counts.ts -> lib/config/duration.ts': 'durations are written as they are configured',
  'lib/report/flake-text.ts -> lib/verdict/flake-bound.ts': 'shares are written alike wherever a person reads one',
  'lib/report/audit-text.ts -> lib/config/duration.ts': 'durations are written as they are configured',
  'lib/report/audit-text.ts -> lib/audit/count-policies.ts': 'a policy is shown as one-sided where it was judged so',
  'lib/report/audit-markdown.ts -> lib/audit/count-policies.ts': 'the same in Markdown',
  'lib/report/soak-text.ts -> lib/verdict/flake-bound.ts': 'shares are written alike wherever a person reads one',
  'lib/run/join-runs.ts -> lib/verdict/fold.ts': 'a verdict that a document claims is folded from its attempts again',
  'lib/run/parse-run.ts -> lib/target/nesting.ts': 'a run document holds answers, as deep as those may be',
  'cli/leave.ts -> lib/adapters/files.ts': 'the one exit of a program removes scratch folders',
  'cli/leave.ts -> lib/adapters/processes.ts': 'the one exit of a program kills what is still running',
  'cli/leave.ts -> lib/adapters/run-program.ts': 'and ends what writes into them',
  'cli/run-pre-push.ts -> lib/adapters/watch-parents.ts':
    'a hook ends when git is gone, which is a matter of processes',
  'cli/commands/verify.ts -> lib/release/tag-text.ts': 'a pin is shown as its tag has it',
  'lib/release/render-tag.ts -> lib/report/escape-text.ts':
    'titles are as hostile in a tag as in a terminal, and escaped alike',
  'cli/commands/admit.ts -> lib/verdict/flake-bound.ts':
    'the share of flakes that so many passes still allow is explained to the person',
  'cli/commands/init.ts -> lib/ci/facts.ts': 'the services to choose from are named in the flags',
  'cli/commands/init.ts -> lib/init/hook-script.ts': 'the hooks to choose from are named in the flags',
  'hooks/readers.ts -> lib/case/parse-case.ts':
    'a bundle of its own, so that a commit that links nothing never loads YAML',
  'hooks/readers.ts -> lib/config/parse-config.ts': 'the same bundle',
}

/** Says what is wrong with an import, or null. */
function judgeImport(from: string, { to, isType }: Import): string | null {
  const arrow = `${from} -> ${to}`
  return isType || arrow in EXCEPTIONS || isAllowed(from, to) ? judgeType(from, to, isType) : arrow
}

/** A type binds nothing at run time; but a station that knows a flow's shape stands on its head. */
const judgeType = (from: string, to: string, isType: boolean): string | null =>
  isType && isStation(from) && /^lib\/(flow|adapters)\//.test(to) ? `${from} -> ${to} (type)` : null

function isAllowed(from: string, to: string): boolean {
  if (layerOf(from) === layerOf(to)) return true
  if (/^lib\/(problem\.ts|case\/(types|id)\.ts)$/.test(to)) return true
  if (from.startsWith('lib/adapters/')) return !to.startsWith('lib/')
  if (from.startsWith('lib/flow/')) return to.startsWith('lib/') ? !to.startsWith('lib/adapters/') : isPure(to)
  if (isStation(from))
    return to.startsWith('lib/') ? /^lib\/(case|schema)\//.test(to) : isPure(to) && !to.startsWith('node:')
  if (to.startsWith('lib/adapters/')) return BUILDERS.test(from)
  if (to.startsWith('lib/')) return /^lib\/(flow|report)\//.test(to)
  return from.startsWith('cli/') || !to.startsWith('cli/')
}

/** Who builds adapters; the demo does too, since it plays a person's own git and terminal. */
const BUILDERS = /^(cli\/shell\.ts|cli\/demo\/[^/]+\.ts|hooks\/[^/]+\.ts)$/

const isPure = (to: string): boolean => PURE.includes(to) || PURE_NODE.includes(to)
const isStation = (from: string): boolean => from.startsWith('lib/') && !/^lib\/(flow|adapters)\//.test(from)
/** `lib/run`, `cli`: what may know itself. */
const layerOf = (path: string): string =>
  path.startsWith('lib/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0]!

/** The world that pure code is handed: environment, clock, chance. */
const WORLD =
  /\bprocess\.\w+|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bsetTimeout\(|\bfetch\(|\bconsole\.\w+/g

function judgeWorld(from: string, code: string): string[] {
  if (!from.startsWith('lib/') || from.startsWith('lib/adapters/')) return []
  return [...withoutComments(code).matchAll(WORLD)].map(
    ([found]) => `${from} uses ${found.replace('(', '()').replace('())', '()')}`,
  )
}

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

const STATIC = /^(?:import|export)\b(\s+type\b)?(?:([^'";=()]*?)\bfrom)?\s*'([^']+)'/gm
const DYNAMIC = /(typeof )?\bimport\(\s*'([^']+)'/g

function importsOf(from: string, code: string): Import[] {
  const text = withoutComments(code)
  const fixed = [...text.matchAll(STATIC)].map(([, type, names = '', to = '']) => ({
    to,
    isType: type !== undefined || bindsOnlyTypes(names),
  }))
  const lazy = [...text.matchAll(DYNAMIC)].map(([, type, to = '']) => ({ to, isType: type !== undefined }))
  return [...fixed, ...lazy].map(({ to, isType }) => ({
    to: to.startsWith('.') ? normalize(join(dirname(from), to)) : to,
    isType,
  }))
}

/** True of `{ type A, type B }`. */
function bindsOnlyTypes(names: string): boolean {
  const list = /^\s*\{([^}]*)\}\s*$/
    .exec(names)?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  return list !== undefined && list.length > 0 && list.every((name) => name.startsWith('type '))
}

const TOP = new URL('..', import.meta.url)
const FILES = ['lib', 'cli', 'hooks'].flatMap((folder) =>
  readdirSync(new URL(folder, TOP), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.startsWith('lib/schema/generated/'))
    .sort(),
)
const codeOf = (path: string): string => readFileSync(new URL(path, TOP), 'utf8')

describe('the house of docs/architecture stands', () => {
  it('and holds files to judge', () => {
    expect(FILES.length).toBeGreaterThan(100)
    expect(FILES.flatMap((path) => importsOf(path, codeOf(path))).length).toBeGreaterThan(400)
  })

  it('without an arrow that goes the wrong way', () => {
    expect(
      FILES.flatMap((path) =>
        importsOf(path, codeOf(path))
          .map((one) => judgeImport(path, one))
          .filter(Boolean),
      ),
    ).toEqual([])
  })

  it('without the world in pure code', () => {
    expect(FILES.flatMap((path) => judgeWorld(path, codeOf(path)))).toEqual([])
  })

  it('without an exception that nobody needs', () => {
    const arrows = new Set(FILES.flatMap((path) => importsOf(path, codeOf(path)).map(({ to }) => `${path} -> ${to}`)))
    expect(Object.keys(EXCEPTIONS).filter((arrow) => !arrows.has(arrow))).toEqual([])
  })
})

describe('the rule', () => {
  it.each<[from: string, to: string, allowed: boolean]>([
    ['lib/set/classify.ts', 'lib/case/id.ts', true],
    ['lib/set/classify.ts', 'lib/set/law.ts', true],
    ['lib/set/classify.ts', 'lib/problem.ts', true],
    ['lib/set/classify.ts', 'lib/schema/findings.ts', true],
    ['lib/set/classify.ts', 'lib/run/diff.ts', false],
    ['lib/set/classify.ts', 'lib/ports.ts', false],
    ['lib/set/classify.ts', 'lib/flow/run-set.ts', false],
    ['lib/set/classify.ts', 'lib/adapters/files.ts', false],
    ['lib/set/classify.ts', 'cli/shell.ts', false],
    ['lib/set/classify.ts', 'yaml', true],
    ['lib/set/classify.ts', 'isomorphic-git', false],
    ['lib/set/classify.ts', 'node:fs', false],
    ['lib/set/classify.ts', 'node:path', false],
    ['lib/fresh-station/a.ts', 'lib/run/diff.ts', false],
    ['lib/run/run-case.ts', 'lib/verdict/fold.ts', true],
    ['lib/run/run-cases.ts', 'lib/verdict/fold.ts', false],
    ['lib/flow/run-set.ts', 'lib/run/diff.ts', true],
    ['lib/flow/run-set.ts', 'node:path', true],
    ['lib/flow/run-set.ts', 'lib/adapters/files.ts', false],
    ['lib/flow/run-set.ts', 'node:fs/promises', false],
    ['lib/flow/run-set.ts', 'node:child_process', false],
    ['lib/flow/run-set.ts', 'node:worker_threads', false],
    ['lib/flow/run-set.ts', 'node:http', false],
    ['lib/flow/run-set.ts', 'node:net', false],
    ['lib/flow/run-set.ts', 'cli/shell.ts', false],
    ['lib/adapters/files.ts', 'node:fs/promises', true],
    ['lib/adapters/files.ts', 'ajv', true],
    ['lib/adapters/files.ts', 'lib/problem.ts', true],
    ['lib/adapters/files.ts', 'lib/run/diff.ts', false],
    ['lib/adapters/files.ts', 'lib/flow/run-set.ts', false],
    ['cli/commands/run.ts', 'lib/flow/run-set.ts', true],
    ['cli/commands/run.ts', 'lib/report/run-text.ts', true],
    ['cli/commands/run.ts', 'lib/case/types.ts', true],
    ['cli/commands/run.ts', 'lib/case/parse-case.ts', false],
    ['cli/commands/run.ts', 'lib/run/diff.ts', false],
    ['cli/commands/run.ts', 'lib/adapters/files.ts', false],
    ['cli/shell.ts', 'lib/adapters/files.ts', true],
    ['cli/demo/play-demo.ts', 'lib/adapters/run-git.ts', true],
    ['cli/commands/hook.ts', 'hooks/commit-msg.ts', true],
    ['hooks/commit-msg.ts', 'lib/adapters/git-sync.ts', true],
    ['hooks/commit-msg.ts', 'cli/shell.ts', false],
    ['hooks/install/husky.ts', 'lib/adapters/files.ts', false],
  ])('of %s importing %s', (from, to, allowed) => {
    expect(judgeImport(from, { to, isType: false })).toBe(allowed ? null : `${from} -> ${to}`)
  })

  it('lets types through, but no flow or adapter into a station', () => {
    expect(judgeImport('lib/run/types.ts', { to: 'lib/manifest/root.ts', isType: true })).toBeNull()
    expect(judgeImport('lib/run/types.ts', { to: 'lib/ports.ts', isType: true })).toBeNull()
    expect(judgeImport('lib/adapters/git-sync.ts', { to: 'lib/flow/judge-commit.ts', isType: true })).toBeNull()
    expect(judgeImport('lib/run/types.ts', { to: 'lib/flow/run-set.ts', isType: true })).toBe(
      'lib/run/types.ts -> lib/flow/run-set.ts (type)',
    )
  })

  it('reads imports however they are written', () => {
    const code = [
      "import a, { b } from './a.ts'",
      "import type { C } from '../c.ts'",
      "import { type D, type E } from '../../d.ts'",
      "import { type F, g } from 'g'",
      "import {\n  h,\n  i,\n} from 'node:h'",
      "export { j } from './j.ts'",
      "export type { K } from './k.ts'",
      "import './effect.ts'",
      "const l = await import('./l.ts')",
      "const m: typeof import('./m.ts') = l",
      "// import { no } from 'no'",
      "const text = 'from'",
      "export interface N {\n  from: 'no'\n}",
    ].join('\n')
    expect(importsOf('lib/x/y.ts', code).map(({ to, isType }) => `${isType ? 'type ' : ''}${to}`)).toEqual([
      ...[
        'lib/x/a.ts',
        'type lib/c.ts',
        'type d.ts',
        'g',
        'node:h',
        'lib/x/j.ts',
        'type lib/x/k.ts',
        'lib/x/effect.ts',
        'lib/x/l.ts',
        'type lib/x/m.ts',
      ],
    ])
  })

  it('sees the world in pure code, and only there', () => {
    const code =
      "/** Never `Date.now()`. */\nconst at = Date.now() + new Date(0) // then\nif (process.env['X']) Math.random()\n"
    expect(judgeWorld('lib/run/x.ts', code)).toEqual([
      'lib/run/x.ts uses Date.now()',
      'lib/run/x.ts uses process.env',
      'lib/run/x.ts uses Math.random()',
    ])
    expect(judgeWorld('lib/adapters/clock.ts', code)).toEqual([])
  })
})
