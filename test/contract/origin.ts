import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSandbox, type Sandbox } from '../script/sandbox.ts'

export const SET = 'evals/data/regression'
const SIGNED = 'A release\n\n-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n'

/** A repository with some of everything that git keeps: what each shape of a clone is read against. */
export async function makeOrigin(): Promise<Sandbox> {
  const sandbox = await makeSandbox({ bare: true, folder: 'origin' })
  const { git } = bound(sandbox)
  await git('config', 'uploadpack.allowFilter', 'true')
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  await writeFirst(sandbox)
  await sandbox.commit('Start\n\nFixes #1\n\nRegression-Case: reg-2026-01-01-aaaaaa')
  await git('tag', 'light')
  await git('branch', 'side')
  await writeSecond(sandbox)
  await sandbox.commit('Change the answer')
  await git('tag', '-a', 'v1', '-m', 'v1\n\nRegression-Set: regression@v1 rcs1:00 cases=2 notes=0')
  await git('tag', '-a', 'v1-again', '-m', 'The same', 'v1')
  await git('tag', '-a', 'of-tree', '-m', 'A tree', 'HEAD^{tree}')
  await git('tag', '-a', 'signed', '--cleanup=verbatim', '-m', SIGNED)
  await git('checkout', '-q', 'side')
  await sandbox.write('side.txt', 'side\n')
  await sandbox.commit('On the side')
  await git('checkout', '-q', 'main')
  await git('merge', '-q', '--no-ff', '-m', 'Merge the side', 'side')
  await sandbox.write('app/main.py', 'print(3)\n')
  await git('add', '-A')
  await git('-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '-q', '-F', '-', {
    input: 'Gr\u00fc\u00dfe\n\nRefs: #2\n',
  })
  await git('branch', 'feature/x', 'HEAD~1')
  await git('checkout', '-q', '--orphan', 'unrelated')
  await sandbox.commit('Another root')
  await git('checkout', '-q', 'main')
  return sandbox
}

export const bound = (sandbox: Sandbox) => ({ git: sandbox.git.bind(sandbox) })

async function writeFirst(sandbox: Sandbox): Promise<void> {
  await sandbox.write('casebook.yaml', `set: regression\npath: ${SET}\ntarget: null\n`)
  await sandbox.write(`${SET}/smoke/reg-2026-01-01-aaaaaa.yaml`, 'id: a\ntitle: One\n')
  await sandbox.write(`${SET}/full/reg-2026-01-01-bbbbbb.yaml`, 'id: b\n')
  await sandbox.write(`${SET}-old/note.md`, 'beside\n')
  await sandbox.write('app/main.py', 'print(1)\n')
  await sandbox.write('app.txt', 'sorts before app/\n')
  await sandbox.write('app/run.sh', '#!/bin/sh\n', 0o755)
  await sandbox.write('gone.txt', 'is deleted\n')
  await sandbox.write('node', 'a file that becomes a folder\n')
  await sandbox.write('.gitignore', '*.log\n!keep.log\n/build/\n**/tmp\n')
  await sandbox.write('.gitattributes', '* text=auto\n*.bat eol=crlf\n*.bin -text\n')
  await sandbox.write('run.bat', 'echo 1\necho 2\n')
  await sandbox.write('data.bin', 'a\r\nb\0\n')
  await sandbox.write('linked', 'a file that becomes a submodule\n')
  for (const path of ['vendor', 'parts']) await addSubmodule(sandbox, path)
}

/** A submodule that nobody has checked out. */
async function addSubmodule(sandbox: Sandbox, path: string): Promise<void> {
  await mkdir(join(sandbox.repo, path), { recursive: true })
  await sandbox.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},${path}`)
}

async function writeSecond(sandbox: Sandbox): Promise<void> {
  await sandbox.git('rm', '-q', 'gone.txt', 'node', 'linked')
  await addSubmodule(sandbox, 'linked')
  await sandbox.git('rm', '-q', '--cached', 'vendor')
  await sandbox.exec('rmdir', [join(sandbox.repo, 'vendor')])
  await sandbox.write('vendor', 'a submodule that became a file\n')
  await sandbox.write('node/inner.txt', 'a folder now\n')
  await sandbox.write(`${SET}/smoke/reg-2026-01-01-aaaaaa.yaml`, 'id: a\ntitle: Two\n')
  await sandbox.write('docs/\u00e4\u{1f600}.md', 'Not ASCII\n')
  await mkdir(join(sandbox.repo, 'deep/er'), { recursive: true })
  await symlink('../../app.txt', join(sandbox.repo, 'deep/er/link'))
}

/** Files with CRLF line ends: one that is text by its attributes, one that is not, one in the place of a file that has LF. */
export const RETURNING = ['ends.txt', 'ends.bin', 'app.txt']
export const CRLF = 'a\r\nb\r\n'

/** Leaves a work tree as people leave theirs: changed, deleted, moved, staged, announced, untracked and ignored. */
export async function dirty(sandbox: Sandbox, top: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const write = (path: string, text: string, mode?: number) => sandbox.write(join(top, path), text, mode)
  const run = (...args: string[]) => sandbox.git(...args, { cwd: top, env })
  await write(`${SET}/smoke/reg-2026-01-01-aaaaaa.yaml`, 'id: a\ntitle: Three\n')
  await write(`${SET}/full/reg-2026-01-01-bbbbbb.yaml`, 'id: b\n')
  await write(`${SET}/smoke/reg-2026-01-01-cccccc.yaml`, 'id: c\n')
  await write(`${SET}/smoke/trace.log`, 'ignored\n')
  await write(`${SET}/smoke/keep.log`, 'not ignored\n')
  await write('build/out.txt', 'ignored\n')
  await write('docs/tmp/x.txt', 'ignored\n')
  await write('docs/build/x.txt', 'not ignored\n')
  for (const path of RETURNING) await write(path, CRLF)
  await write('staged.txt', 'staged\n')
  await run('add', 'staged.txt')
  await write('announced.txt', 'announced\n')
  await run('add', '-N', 'announced.txt')
  await sandbox.exec('rm', [join(top, 'app/main.py')])
  await sandbox.exec('chmod', ['a-x', join(top, 'app/run.sh')])
  await sandbox.git('init', '-q', join(top, 'nested'), { cwd: sandbox.root })
  await write('nested/inside.txt', 'another repository\n')
}
