import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentHash, type Leaf } from '../../lib/manifest/leaf.ts'
import { hash } from '../lib/manifest/blake3.ts'
import { naiveRoot } from '../lib/manifest/naive.ts'
import { expectExit, makeSandbox, REFUND, type Sandbox, SET } from './sandbox.ts'

const NOTE = '2026-01-08-why'

/** Cases that only MERKLE.md would take, a note, and something outside of the set. */
const FILES: Readonly<Record<string, string>> = {
  'smoke/a.yaml': 'id: a\n',
  'full/b.yaml': 'not: [yaml\n',
  'extended/c.yaml': '',
  'full/0-d.yaml': '\u0000\u00ff',
  [`migrations/${NOTE}.md`]: 'No front matter at all.\n',
  'inbox/Draft.yaml': 'anything\r\n',
}

async function aSet(files: Readonly<Record<string, string | Uint8Array>> = FILES): Promise<Sandbox> {
  const sandbox = await makeSandbox()
  for (const [name, text] of Object.entries(files)) await sandbox.write(`${SET}/${name}`, text)
  await sandbox.commit('A set')
  return sandbox
}

function leavesOf(files: Readonly<Record<string, string>>): Leaf[] {
  return Object.entries(files).flatMap(([name, text]): Leaf[] => {
    const [folder, file = ''] = name.split('/')
    if (folder === 'inbox') return []
    const kind = folder === 'migrations' ? 'note' : 'case'
    return [{ kind, id: file.replace(/\.\w+$/, ''), content: contentHash(hash, Buffer.from(text)) }]
  })
}

function rootOf(files: Readonly<Record<string, string>>): string {
  const leaves = leavesOf(files)
  return naiveRoot('regression', 1 + leaves.filter(({ kind }) => kind === 'note').length, leaves)
}

async function shownRoot(sandbox: Sandbox, ...args: string[]): Promise<string> {
  return / (rcs1:[0-9a-f]{64}) /.exec(expectExit(await sandbox.casebook('manifest', ...args), 0).stdout)![1]!
}

const cacheOf = (sandbox: Sandbox): string => sandbox.path('.git/casebook/cache')

describe.concurrent('manifest asks of the files what MERKLE.md does, and no more', () => {
  it('at a revision, in the index, in the work tree, and as JSON', async () => {
    const sandbox = await aSet()
    const root = rootOf(FILES)
    for (const args of [[], ['--index'], ['--at', 'HEAD'], ['--at', 'HEAD']]) {
      const { stdout } = expectExit(await sandbox.casebook('manifest', ...args), 0)
      expect(stdout).toBe(`regression@v2 ${root} cases=4 notes=1\n`)
    }
    const { document } = await sandbox.json('manifest')
    expect(document).toMatchObject({ set: { name: 'regression', version: 2, root, cases: 4, notes: 1 } })
    expect((document['leaves'] as { path: string }[]).map(({ path }) => path)).toEqual(
      ['full/0-d.yaml', 'smoke/a.yaml', 'full/b.yaml', 'extended/c.yaml', `migrations/${NOTE}.md`].map(
        (one) => `${SET}/${one}`,
      ),
    )
  })

  it('whose canonical bytes are on standard output, and nothing else', async () => {
    const sandbox = await aSet()
    const lines = leavesOf(FILES).map(({ kind, id, content }) => `${kind}\t${id}\t${content}\n`)
    const expected = `rcs1\tregression\t2\t5\n${lines.sort().join('')}`
    for (const args of [[], ['--index'], ['--at', 'HEAD']])
      expect(await sandbox.casebook('manifest', '--bytes', ...args)).toMatchObject({
        code: 0,
        stdout: expected,
        stderr: '',
      })
  })

  it('tells HEAD, index and work tree apart', async () => {
    const sandbox = await aSet()
    await sandbox.write(`${SET}/smoke/a.yaml`, 'staged\n')
    await sandbox.git('add', '-A')
    await sandbox.write(`${SET}/smoke/a.yaml`, 'seen\n')
    await sandbox.write(`${SET}/smoke/new.yaml`, 'untracked\n')
    await rm(sandbox.path(`${SET}/full/b.yaml`))
    const left: Record<string, string> = { ...FILES, 'smoke/a.yaml': 'seen\n', 'smoke/new.yaml': 'untracked\n' }
    delete left['full/b.yaml']
    expect(await shownRoot(sandbox, '--at', 'HEAD')).toBe(rootOf(FILES))
    expect(await shownRoot(sandbox, '--index')).toBe(rootOf({ ...FILES, 'smoke/a.yaml': 'staged\n' }))
    expect(await shownRoot(sandbox)).toBe(rootOf(left))
  })

  it('leaves out of the index what was only announced', async () => {
    const sandbox = await aSet()
    await sandbox.write(`${SET}/smoke/later.yaml`, 'later\n')
    await sandbox.git('add', '--intent-to-add', `${SET}/smoke/later.yaml`)
    expect(await shownRoot(sandbox, '--index')).toBe(rootOf(FILES))
    await sandbox.write(`${SET}/smoke/now.yaml`, 'now\n')
    await sandbox.git('add', `${SET}/smoke/now.yaml`)
    expect(await shownRoot(sandbox, '--index')).toBe(rootOf({ ...FILES, 'smoke/now.yaml': 'now\n' }))
    expect(await shownRoot(sandbox)).toBe(
      rootOf({ ...FILES, 'smoke/now.yaml': 'now\n', 'smoke/later.yaml': 'later\n' }),
    )
  })

  it('before the first commit, of an empty set, and of no set folder at all', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.write('casebook.yaml', 'target: null\n')
    expect(await shownRoot(sandbox)).toBe(rootOf({}))
    expect(await shownRoot(sandbox, '--index').catch(() => 'none')).toBe('none')
    await sandbox.write(`${SET}/smoke/a.yaml`, 'id: a\n')
    await sandbox.git('add', '-A')
    for (const args of [[], ['--index']])
      expect(await shownRoot(sandbox, ...args)).toBe(rootOf({ 'smoke/a.yaml': 'id: a\n' }))
  })

  it('in a repository whose object ids are SHA-256', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await rm(sandbox.path('.git'), { recursive: true })
    await sandbox.git('init', '-q', '--object-format=sha256')
    await sandbox.write('casebook.yaml', 'target: null\n')
    for (const [name, text] of Object.entries(FILES)) await sandbox.write(`${SET}/${name}`, text)
    await sandbox.commit('A set')
    for (const args of [[], ['--index'], ['--at', 'HEAD']])
      expect(await shownRoot(sandbox, ...args)).toBe(rootOf(FILES))
    await sandbox.write(`${SET}/smoke/a.yaml`, 'other\n')
    await sandbox.commit('Another')
    expect(await shownRoot(sandbox, '--at', 'HEAD')).toBe(rootOf({ ...FILES, 'smoke/a.yaml': 'other\n' }))
  })

  it('does not take two sets at once, nor an index where there is none', async () => {
    const sandbox = await aSet()
    expect(expectExit(await sandbox.casebook('manifest', '--at', 'HEAD', '--index'), 2).stderr).toBe(
      'error: --at and --index name two sets\nhint: give one of them\n',
    )
    await sandbox.git('push', '-q', 'origin', 'main')
    expect(expectExit(await sandbox.casebook('manifest', '--index', { cwd: sandbox.remote }), 2).stderr).toBe(
      'error: a bare repository has no index\nhint: casebook manifest --at HEAD\n',
    )
  })
})

describe.concurrent('the root', () => {
  it('changes with any one byte, and not with the tier', async () => {
    const sandbox = await aSet()
    const roots = new Set([await shownRoot(sandbox)])
    const changed = ['smoke/a.yaml', 'full/b.yaml', `migrations/${NOTE}.md`].flatMap((name) =>
      [0, 1, FILES[name]!.length - 1].map((at) => ({ name, at })),
    )
    for (const { name, at } of changed) {
      const bytes = Buffer.from(FILES[name]!)
      bytes[at]! ^= 0x20
      await sandbox.write(`${SET}/${name}`, bytes)
      roots.add(await shownRoot(sandbox))
      await sandbox.write(`${SET}/${name}`, FILES[name]!)
    }
    expect(roots.size).toBe(1 + changed.length)
    await sandbox.git('mv', `${SET}/smoke/a.yaml`, `${SET}/full/a.yaml`)
    const moved = await sandbox.commit('Move')
    expect(await shownRoot(sandbox, '--at', moved)).toBe(rootOf(FILES))
    expect(await shownRoot(sandbox)).toBe(rootOf(FILES))
  })

  it('is that of the blobs in a checkout with CRLF line ends, changed or not', async () => {
    const sandbox = await aSet({ 'smoke/a.yaml': 'id: a\nb: c\n', 'full/b.yaml': 'id: b\n' })
    await sandbox.git('push', '-q', 'origin', 'main')
    const clone = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', '-c', 'core.autocrlf=true', sandbox.remote, clone)
    expect(readFileSync(join(clone, SET, 'smoke/a.yaml'), 'utf8')).toBe('id: a\r\nb: c\r\n')
    const roots = async (): Promise<string[]> =>
      Promise.all([[], ['--index'], ['--at', 'HEAD']].map((args) => shownRoot(sandbox, '-C', clone, ...args)))
    const before = rootOf({ 'smoke/a.yaml': 'id: a\nb: c\n', 'full/b.yaml': 'id: b\n' })
    expect(await roots()).toEqual([before, before, before])
    await writeFile(join(clone, SET, 'smoke/a.yaml'), 'id: a\r\nb: d\r\n')
    expect(await roots()).toEqual([
      rootOf({ 'smoke/a.yaml': 'id: a\nb: d\n', 'full/b.yaml': 'id: b\n' }),
      before,
      before,
    ])
  })

  it('is right after every change of a set of hundreds, whatever was kept of those before', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, nth) => [`${nth % 2 ? 'smoke' : 'full'}/a-${nth}.yaml`, `${nth}\n`]),
    )
    const sandbox = await aSet(files)
    expect(await shownRoot(sandbox, '--at', 'HEAD')).toBe(rootOf(files))
    const next: Record<string, string> = { ...files, 'smoke/a-1.yaml': 'other\n', 'smoke/b.yaml': 'new\n' }
    delete next['full/a-0.yaml']
    await rm(sandbox.path(`${SET}/full/a-0.yaml`))
    for (const name of ['smoke/a-1.yaml', 'smoke/b.yaml']) await sandbox.write(`${SET}/${name}`, next[name]!)
    expect(await shownRoot(sandbox)).toBe(rootOf(next))
    await sandbox.commit('Change')
    for (const args of [[], ['--index'], ['--at', 'HEAD']]) expect(await shownRoot(sandbox, ...args)).toBe(rootOf(next))
    expect(await shownRoot(sandbox, '--at', 'HEAD~1')).toBe(rootOf(files))
  })
})

const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'
const SMOKE = `${SET}/smoke`

/** Adds an entry to the index that this file system or git's own porcelain would not. */
const addEntry = async (sandbox: Sandbox, mode: string, path: string, text: string): Promise<string> => {
  const oid = mode === '160000' ? 'a'.repeat(40) : await sandbox.git('hash-object', '-w', '--stdin', { input: text })
  return sandbox.git('update-index', '--add', '--cacheinfo', `${mode},${oid},${path}`)
}

const REFUSED: readonly [
  name: string,
  entries: readonly (readonly [mode: string, name: string, text: string])[],
  said: string,
][] = [
  [
    'a symbolic link',
    [['120000', 'smoke/x.yaml', 'a.yaml']],
    `"${SMOKE}/x.yaml" is a symbolic link\nhint: put a copy of the file there`,
  ],
  [
    'an executable bit',
    [['100755', 'smoke/x.yaml', 'x']],
    `"${SMOKE}/x.yaml" is executable\nhint: git update-index --chmod=-x ${SMOKE}/x.yaml; chmod -x ${SMOKE}/x.yaml`,
  ],
  ['a submodule', [['160000', 'smoke/x', '']], `"${SMOKE}/x" is a submodule\nhint: keep cases as files`],
  [
    'a Git LFS pointer',
    [['100644', 'smoke/x.yaml', POINTER]],
    `"${SMOKE}/x.yaml" is a Git LFS pointer\nhint: git lfs untrack ${SMOKE}/x.yaml, then add it again: cases must lie in git itself`,
  ],
  [
    'a carriage return',
    [['100644', 'smoke/x.yaml', 'id: x\r\n']],
    `"${SMOKE}/x.yaml" holds a carriage return in git\nhint: casebook init (it writes .gitattributes), then: git add --renormalize ${SMOKE}/x.yaml`,
  ],
  [
    'an id that differs from another only by case',
    [['100644', 'full/A.yaml', 'x']],
    `"A" differs from "a" only by case\nhint: git rm ${SET}/full/A.yaml`,
  ],
  [
    'the same id in two folders',
    [['100644', 'extended/a.yaml', 'x']],
    `"a" is in two folders: "${SET}/extended/a.yaml" and "${SMOKE}/a.yaml"\nhint: git rm ${SMOKE}/a.yaml`,
  ],
  [
    'an id with a dot',
    [['100644', 'smoke/x.y.yaml', 'x']],
    'case id "x.y" does not match ^[a-z0-9][a-z0-9-]{0,127}$\nhint: name the file with lower-case letters, digits and hyphens, 128 at most',
  ],
  [
    'a file in no folder of the set',
    [['100644', 'smoke/deep/x.yaml', 'x']],
    `"${SMOKE}/deep/x.yaml" is in no folder of the set\nhint: cases lie in smoke, full, extended, inbox, migrations, one folder deep`,
  ],
]

describe.concurrent('a set has no root with', () => {
  it.each(REFUSED)('%s', async (_, entries, said) => {
    const sandbox = await aSet()
    expect(await shownRoot(sandbox, '--at', 'HEAD')).toBe(rootOf(FILES))
    for (const [mode, name, text] of entries) await addEntry(sandbox, mode, `${SET}/${name}`, text)
    await sandbox.git('commit', '-q', '--no-verify', '-m', 'Break it')
    const pin = `regression@v2 ${rootOf(FILES)} cases=4 notes=1`
    const message = `v1\n\nRegression-Set: ${pin}\nRegression-Result: PASSED full 3/3 extended=1`
    await sandbox.git('tag', '-a', '-m', message, 'v1')
    const asked = [
      ['manifest', '--index'],
      ['manifest', '--at', 'HEAD'],
      ['proof', 'a', '--at', 'v1'],
    ]
    for (const args of asked) {
      const { stdout, stderr } = expectExit(await sandbox.casebook(...args), 2)
      expect(stdout).toBe('')
      expect(stderr).toContain(`: ${said}`)
      expect(stderr).toMatch(/^error: /)
    }
    expect(expectExit(await sandbox.casebook('verify', 'v1'), 1).stdout).toContain('(no set there)')
  })

  it('a symbolic link or an executable bit in the work tree', async () => {
    const sandbox = await aSet()
    await chmod(sandbox.path(`${SMOKE}/a.yaml`), 0o755)
    expect(expectExit(await sandbox.casebook('manifest'), 2).stderr).toContain('is executable\n')
    await rm(sandbox.path(`${SMOKE}/a.yaml`))
    await sandbox.exec('ln', ['-s', '../full/b.yaml', sandbox.path(`${SMOKE}/a.yaml`)])
    expect(expectExit(await sandbox.casebook('manifest'), 2).stderr).toContain('is a symbolic link\n')
  })
})

describe.concurrent('a blob that is not here is exit 3', () => {
  const missing = `error: ${SMOKE}/a.yaml: the content of "${SMOKE}/a.yaml" is not in this clone\nhint: git fetch\nhint: git fsck\n`

  it('for everybody who needs its bytes', async () => {
    const sandbox = await aSet()
    const oid = await sandbox.git('rev-parse', `HEAD:${SMOKE}/a.yaml`)
    await sandbox.git('tag', '-a', '-m', 'v1', 'v1')
    await rm(sandbox.path(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`))
    for (const args of [
      ['manifest', '--at', 'HEAD'],
      ['manifest', '--index'],
      ['manifest', '--bytes'],
      ['proof', 'a', '--at', 'HEAD'],
      ['verify', 'v1'],
    ])
      expect(await sandbox.casebook(...args)).toMatchObject({ code: 3, stdout: '', stderr: missing })
  })

  it('in a partial clone whose remote is gone', async () => {
    const sandbox = await aSet()
    await sandbox.git('config', 'uploadpack.allowFilter', 'true', { cwd: sandbox.remote })
    await sandbox.git('push', '-q', 'origin', 'main')
    const clone = join(sandbox.root, 'clone')
    await sandbox.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${sandbox.remote}`, clone)
    await sandbox.git('show', 'HEAD:casebook.yaml', { cwd: clone })
    await rm(sandbox.remote, { recursive: true })
    const { stderr } = expectExit(await sandbox.casebook('-C', clone, 'manifest', '--at', 'HEAD'), 3)
    expect(stderr).toMatch(
      /^error: \d+ objects of this partial clone could not be fetched from "origin": fatal: .+\nhint: git fetch --refetch --filter=blob:none origin\nhint: go online\n$/,
    )
  })
})

describe.concurrent('the cache', () => {
  it('saves an unchanged set all but a look at its tree', async () => {
    const sandbox = await aSet()
    const root = await shownRoot(sandbox, '--at', 'HEAD')
    const oid = await sandbox.git('rev-parse', `HEAD:${SMOKE}/a.yaml`)
    await rm(sandbox.path(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`))
    const spawned = async (...args: string[]): Promise<string[]> => {
      const trace = join(sandbox.root, `trace-${args.join('')}`)
      const ran = await sandbox.casebook('manifest', ...args, { env: { GIT_TRACE2_EVENT: trace } })
      expect(expectExit(ran, 0).stdout).toContain(root)
      const events = readFileSync(trace, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { event: string; name: string })
      // Some start side by side, so that their order is nobody's promise.
      const names = events.filter(({ event }) => event === 'cmd_name').map(({ name }) => name)
      return names.sort()
    }
    expect(await spawned('--at', 'HEAD')).toEqual(['cat-file'])
    expect(await spawned()).toEqual(['cat-file', 'status'])
    expect(await spawned('--index')).toEqual(['cat-file', 'diff-index'])
  })

  it('may be torn, edited, replaced by a folder or deleted at any time', async () => {
    const sandbox = await aSet()
    const ask = async (): Promise<void> => expect(await shownRoot(sandbox, '--at', 'HEAD')).toBe(rootOf(FILES))
    await ask()
    const names = (await readdir(cacheOf(sandbox))).sort()
    expect(names.map((name) => name.replace(/-\w+\.json/, ''))).toEqual(['configs', 'contents', 'pins', 'subtrees'])
    const paths = names.map((name) => join(cacheOf(sandbox), name))
    for (const harm of [
      (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
      (bytes: Buffer) => Buffer.concat([bytes, bytes]),
      (bytes: Buffer) => bytes.fill(0x30, bytes.length - 40),
      () => Buffer.alloc(0),
    ]) {
      for (const path of paths) writeFileSync(path, harm(readFileSync(path)))
      await ask()
    }
    for (const path of paths) {
      await rm(path)
      await mkdir(path)
    }
    await ask()
    await rm(sandbox.path('.git/casebook'), { recursive: true })
    await writeFile(sandbox.path('.git/casebook'), 'in the way')
    await ask()
  })

  it('is not believed where it counts: a forged one fools neither proof nor verify', async () => {
    const sandbox = await aSet()
    const truth = await shownRoot(sandbox, '--at', 'HEAD')
    const pin = `regression@v2 ${truth} cases=4 notes=1`
    await sandbox.git(
      'tag',
      '-a',
      '-m',
      `v1\n\nRegression-Set: ${pin}\nRegression-Result: PASSED full 3/3 extended=1`,
      'v1',
    )
    for (const name of await readdir(cacheOf(sandbox)))
      if (/^(pins|subtrees)/.test(name)) await rm(join(cacheOf(sandbox), name))
    const path = join(cacheOf(sandbox), 'contents')
    const bytes = readFileSync(path)
    for (let at = bytes.indexOf('\n') + 9; at < bytes.length - 32; at++)
      if ((at - bytes.indexOf('\n') - 9) % 52 > 20) bytes[at]! ^= 1
    createHash('sha256')
      .update(bytes.subarray(0, -32))
      .digest()
      .copy(bytes, bytes.length - 32)
    writeFileSync(path, bytes)
    expect(await shownRoot(sandbox, '--at', 'HEAD')).not.toBe(truth)
    expect(JSON.parse(expectExit(await sandbox.casebook('proof', 'a', '--at', 'HEAD'), 0).stdout)).toMatchObject({
      root: truth,
    })
    expect(expectExit(await sandbox.casebook('verify', 'v1'), 0).stdout).toContain(`computed  ${pin}`)
  })

  it('survives many at once, killed and deleted at any moment', async () => {
    const sandbox = await aSet()
    const commits = [await sandbox.head()]
    const roots = [rootOf(FILES)]
    for (const text of ['1\n', '2\n', '3\n']) {
      await sandbox.write(`${SMOKE}/a.yaml`, text)
      commits.push(await sandbox.commit(text))
      roots.push(rootOf({ ...FILES, 'smoke/a.yaml': text }))
    }
    const one = async (nth: number): Promise<void> => {
      const killAfter = nth % 3 === 0 ? `timeout -s KILL 0.0${nth % 10} ` : ''
      const command = `${killAfter}'${process.execPath}' '${new URL('../../dist/main.cjs', import.meta.url).pathname}' manifest --at ${commits[nth % 4]}`
      if (nth % 5 === 0) await sandbox.exec('rm', ['-rf', sandbox.path('.git/casebook')])
      const ran = await sandbox.exec('sh', ['-c', command])
      if (killAfter && ran.code !== 0) return
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toContain(roots[nth % 4])
    }
    for (let round = 0; round < 3; round++)
      await Promise.all(Array.from({ length: 12 }, (_, nth) => one(round * 12 + nth)))
    for (const [nth, commit] of commits.entries()) expect(await shownRoot(sandbox, '--at', commit)).toBe(roots[nth])
  })
})

describe.concurrent('proof', () => {
  it('is of the case where there is one of this id, of the note where not, and of what is asked for', async () => {
    const sandbox = await aSet({ ...FILES, 'migrations/a.md': 'A note.\n' })
    const prove = async (...args: string[]): Promise<unknown> => {
      const { type, kind } = JSON.parse(expectExit(await sandbox.casebook('proof', ...args, '--at', 'HEAD'), 0).stdout)
      return `${type} of ${kind}`
    }
    expect(await prove('a')).toBe('inclusion of case')
    expect(await prove('a', '--kind', 'note')).toBe('inclusion of note')
    expect(await prove(NOTE)).toBe('inclusion of note')
    expect(await prove(NOTE, '--kind', 'case')).toBe('absence of case')
    expect(await prove('none')).toBe('absence of note')
    expect(await prove(REFUND.id)).toBe('absence of case')
  })

  it('of an id that no leaf can have is wrong input', async () => {
    const sandbox = await aSet()
    expect(expectExit(await sandbox.casebook('proof', 'Reg'), 2).stderr).toBe(
      'error: note id "Reg" does not match ^[a-z0-9][a-z0-9-]{0,127}$\nhint: name the file with lower-case letters, digits and hyphens, 128 at most\n',
    )
  })
})
