import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attributesOf, parseAttributes } from '../../../../lib/adapters/isomorphic/attributes.ts'
import { ignoredBy, parseIgnoreFile } from '../../../../lib/adapters/isomorphic/ignore-rules.ts'
import { parseConfig } from '../../../../lib/adapters/isomorphic/parse-config.ts'
import { toBytes } from '../../../../lib/adapters/isomorphic/path-pattern.ts'

const ENV = { PATH: process.env['PATH'], HOME: '/nowhere', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
const PATHS = [
  ...[
    'a',
    'b',
    'ab',
    'A',
    'a.log',
    'keep.log',
    'build/a',
    'src/a',
    'src/ab',
    'src/deep/a',
    'src/deep/b.log',
    'src/build/x',
  ],
  ...[
    'a b',
    '#a',
    '!a',
    'a]',
    'a[b',
    'a\\b',
    'src/.hidden',
    'src/tmp/a',
    'tmp',
    '\u00e4',
    'src/\u00e4\u{1f600}',
    'a ',
    'abc/d',
    'x/y/z/a',
  ],
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'casebook-rules-'))
  git(['init', '-q'])
  mkdirSync(join(folder, '.git/info'), { recursive: true })
  for (const path of PATHS) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function git(args: readonly string[], input = ''): { status: number | null; out: string } {
  const done = spawnSync('git', args, { cwd: folder, env: ENV, input })
  return { status: done.status, out: done.stdout.toString() }
}

/** As the walk of the work tree asks: what lies in an ignored folder is ignored. */
function isIgnored(text: string, path: string, ignoreCase: boolean): boolean {
  const lists = [parseIgnoreFile(toBytes(text), '', ignoreCase)]
  const parts = path.split('/')
  return parts.some((_, index) => {
    const at = parts.slice(0, index + 1).join('/')
    return ignoredBy(lists, toBytes(at), index < parts.length - 1) === true
  })
}

function expectSameIgnored(text: string, ignoreCase: boolean): void {
  writeFileSync(join(folder, '.gitignore'), text)
  const args = ['-c', `core.ignoreCase=${ignoreCase}`, 'ls-files', '-z', '--others', '--exclude-standard']
  const shown = new Set(git(args).out.split('\0'))
  for (const path of PATHS) expect([path, isIgnored(text, path, ignoreCase)]).toEqual([path, !shown.has(path)])
}

it.each<[what: string, text: string]>([
  ['nothing', ''],
  ['names anywhere', 'a\n*.log\n!keep.log\n'],
  ['anchored names', '/a\n/src/deep\n'],
  ['folders alone', 'a/\nbuild/\ntmp/\n'],
  ['two stars at the start', '**/a\n'],
  ['two stars at the end', 'src/**\n'],
  ['two stars in the middle', 'src/**/b.log\nx/**/a\n'],
  ['two stars beside text', 'src**\n**a\na**b\n'],
  ['a folder that comes back', 'src/*\n!src/deep\n'],
  ['what lies in an ignored folder and can not come back', 'src\n!src/a\n'],
  ['sets', '[ab]\n[!a-b].log\na[[:upper:]b]\n[]a]\n'],
  ['a set that never ends', 'a[b\n'],
  ['escapes', '\\#a\n\\!a\na\\\\b\na\\[b\n'],
  ['blanks at the end', 'a \nb\\ \na\\ \n'],
  ['CRLF line ends', 'a\r\nb\r\n'],
  ['a byte order mark', '\ufeffa\n'],
  ['text that is not ASCII', '\u00e4\nsrc/?????\u{1f600}\n'],
  ['a question mark is a byte', '??\n'],
])('git and we ignore the same by %s', (_what, text) => {
  expectSameIgnored(text, false)
  expectSameIgnored(text, true)
})

const piece = fc.constantFrom(
  'a',
  'b',
  'A',
  '*',
  '**',
  '?',
  '/',
  '[ab]',
  '[!a]',
  '[^b-z]',
  '\\',
  '.',
  'log',
  'src',
  'deep',
  'tmp',
  ' ',
  '[[:alpha:]]',
  '[',
  ']',
  '\u00e4',
)
const pattern = fc
  .tuple(fc.constantFrom('', '', '!', '/', '#'), fc.array(piece, { maxLength: 5 }))
  .map(([start, parts]) => start + parts.join(''))

it('git and we ignore the same by any patterns', () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 4 }), fc.boolean(), (lines, ignoreCase) =>
      expectSameIgnored(`${lines.join('\n')}\n`, ignoreCase),
    ),
    { numRuns: 300, seed: 4 },
  )
})

const NAMES = ['text', 'eol', 'filter', 'ident', 'crlf', 'working-tree-encoding'] as const

function expectSameAttributes(text: string): void {
  writeFileSync(join(folder, '.gitattributes'), text)
  const fields = git(['check-attr', '-z', '--stdin', ...NAMES], PATHS.map((path) => `${path}\0`).join('')).out.split(
    '\0',
  )
  const list = parseAttributes(toBytes(text), '', false)
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const value = attributesOf([list], toBytes(fields[at]!)).get(fields[at + 1]!)
    const said = value === true ? 'set' : value === false ? 'unset' : (value ?? 'unspecified')
    expect([fields[at], fields[at + 1], said]).toEqual([fields[at], fields[at + 1], fields[at + 2]])
  }
}

it.each<[what: string, text: string]>([
  ['the last line that fits', '* text=auto\n*.log -text\na text eol=crlf\n'],
  ['a line that takes back', '* text\na !text\n'],
  ['the macro binary', '*.log binary\n'],
  ["a macro of one's own", '[attr]raw -text filter=x\n*.log raw\na raw text\n'],
  ['a quoted pattern', '"a b" text\n'],
  ['a pattern of a folder, which means no file', 'src/ text\n'],
  ['a negated pattern, which means nothing', '!a text\n'],
  ['comments and blanks', '# text\n\n  a   text  \n'],
  ['CRLF line ends', 'a text\r\n'],
  ['an encoding', '* working-tree-encoding=UTF-16\n'],
])('git and we find the same attributes by %s', (_what, text) => expectSameAttributes(text))

it('git and we find the same attributes by any lines', () => {
  const state = fc.constantFrom(
    'text',
    '-text',
    '!text',
    'text=auto',
    'eol=lf',
    'eol=crlf',
    'binary',
    '-binary',
    'filter=x',
    'ident',
    '-crlf',
  )
  const row = fc
    .tuple(pattern, fc.array(state, { maxLength: 3 }))
    .map(([start, states]) => `${start.replaceAll(' ', '')} ${states.join(' ')}`)
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), (rows) => expectSameAttributes(`${rows.join('\n')}\n`)),
    { numRuns: 200, seed: 4 },
  )
})

/** Null where it is refused. */
function oursOf(text: string): string[] | null {
  try {
    return parseConfig(text, 'f').map(({ key, value }) => (value === null ? key : `${key}\n${value}`))
  } catch {
    return null
  }
}

function byGit(text: string): string[] | null {
  writeFileSync(join(folder, 'config'), text)
  const { status, out } = git(['config', '--no-includes', '-f', 'config', '-z', '--list'])
  return status === 0 ? out.split('\0').slice(0, -1) : null
}

it.each<[what: string, text: string]>([
  ['sections and subsections', '[core]\n\tbare = false\n[remote "Origin"]\n\turl = x\n[a.B]\n\tc = d\n'],
  ['what stands behind a section', '[core] bare = true\n[core]x\n'],
  ['a name alone', '[core]\n\tbare\n'],
  ['comments', '# one\n[core] ; two\n\ta = b # three\n\tc = "d # e" ; four\n'],
  ['escapes', '[a]\n\tb = "x\\ty\\n\\"z\\\\"\n\tc = a\\\n  b\n'],
  ['quotes inside', '[a]\n\tb = x"  y  "z  \n'],
  ['an escaped subsection', '[a "b\\"c\\\\d"]\n\te = f\n'],
  ['CRLF line ends', '[a]\r\n\tb = c\r\n'],
  ['an escape that is none', '[a]\n\tb = \\x\n'],
  ['a quote that never ends', '[a]\n\tb = "x\n'],
  ['a section that never ends', '[a\n'],
  ['a comment behind a name', '[a]\n\tb # c\n'],
  ['no value', '[a]\n\tb =\n'],
  ['no line end', '[a]\n\tb = c'],
])('git and we read the same configuration in %s', (_what, text) => expect(oursOf(text)).toEqual(byGit(text)))

it('a name outside of a section, which git takes as it is, is refused', () => expect(oursOf('a = b\n')).toBeNull())

it('git and we read the same configuration in any text', () => {
  const token = fc.constantFrom(
    '[a]',
    '[a "B"]',
    '\n',
    '\n',
    '\t',
    ' ',
    'name',
    'Name-1',
    '=',
    ' = ',
    'value',
    '"',
    '\\',
    '#',
    ';',
    '\\n',
    '\\\n',
    '[',
    ']',
    '1',
  )
  fc.assert(
    fc.property(fc.array(token, { maxLength: 14 }), (tokens) => {
      const text = `[a]\n${tokens.join('')}\n`
      expect(oursOf(text)).toEqual(byGit(text))
    }),
    { numRuns: 400, seed: 4 },
  )
})
