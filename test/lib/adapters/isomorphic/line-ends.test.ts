import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { attributesOf, parseAttributes } from '../../../../lib/adapters/isomorphic/attributes.ts'
import { lineEndsOf, toStored } from '../../../../lib/adapters/isomorphic/line-ends.ts'
import { hashOf } from '../../../../lib/adapters/isomorphic/object-store.ts'

const ENV = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const TEXTS: Readonly<Record<string, string>> = {
  lf: 'a\nb\n',
  crlf: 'a\r\nb\r\n',
  mixed: 'a\r\nb\nc',
  'lone-cr': 'a\rb\r\nc\n',
  nul: 'a\0\r\n',
  controls: `${'a'.repeat(200)}\x01\r\n`,
  'many-controls': '\x01\x02\r\n',
  eof: 'a\r\n\x1a',
  empty: '',
  cr: '\r',
}
const RULES = [
  '',
  'text',
  '-text',
  'text=auto',
  'text=input',
  'eol=lf',
  'eol=crlf',
  'text=auto eol=crlf',
  'text=auto eol=lf',
  '-text eol=lf',
  'crlf',
  '-crlf',
  'binary',
  'text=nonsense',
]

describe.each(['false', 'true', 'input'])('with core.autocrlf=%s', (autocrlf) => {
  it.each(RULES)('git and we store the same bytes by the attributes "%s"', async (rule) => {
    const folder = mkdtempSync(join(tmpdir(), 'casebook-eol-'))
    folders.push(folder)
    const git = (...args: string[]): Buffer => {
      const done = spawnSync('git', ['-c', `core.autocrlf=${autocrlf}`, ...args], { cwd: folder, env: ENV })
      if (done.status !== 0) throw new Error(done.stderr.toString())
      return done.stdout
    }
    git('init', '-q')
    const files = Object.keys(TEXTS).flatMap((held) =>
      Object.keys(TEXTS).map((name) => ({ held, name, path: `${held}.${name}` })),
    )
    for (const { held, path } of files) writeFileSync(join(folder, path), TEXTS[held]!, 'latin1')
    // What is held already comes in as it is, whatever the rules say later.
    writeFileSync(join(folder, '.gitattributes'), '* -text\n')
    git('add', '-A')
    for (const { name, path } of files) writeFileSync(join(folder, path), `${TEXTS[name]!}`, 'latin1')
    writeFileSync(join(folder, '.gitattributes'), `* ${rule}\n`)
    git('add', '-A')
    const attributes = attributesOf([parseAttributes(`* ${rule}\n`, '', false)], 'a')
    const ends = lineEndsOf(attributes, autocrlf)
    const stored = git('ls-files', '-s', '-z').toString().split('\0')
    for (const { held, name, path } of files) {
      if (held === name || TEXTS[held]!.length === TEXTS[name]!.length) continue
      const ours = await toStored(Buffer.from(TEXTS[name]!, 'latin1'), ends, async () =>
        Buffer.from(TEXTS[held]!, 'latin1'),
      )
      const oid = hashOf('blob', ours)
      expect([path, oid]).toEqual([path, stored.find((line) => line.endsWith(`\t${path}`))?.slice(7, 47)])
    }
  })
})
