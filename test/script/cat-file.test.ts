import { expect, it } from 'vitest'
import { CatFile } from '../../lib/adapters/cat-file.ts'
import { expectExit, makeSandbox, REFUND } from './sandbox.ts'

it('a name with a line feed names nothing, and what is asked after it is answered', async () => {
  const sandbox = await makeSandbox()
  const reader = new CatFile({ cwd: sandbox.repo, env: sandbox.env })
  expect(await reader.read(['HEAD:a\nb'])).toEqual([null])
  const [rules] = await reader.read(['HEAD:app/rules.json'])
  expect(Buffer.from(rules!.bytes).toString()).toBe(await sandbox.read('app/rules.json'))
  reader.close()
})

it('a branch that has no upstream is no reason to fail', async () => {
  const sandbox = await makeSandbox()
  await sandbox.addCase()
  await sandbox.commit('A case')
  await sandbox.git('branch', '--unset-upstream')
  expectExit(await sandbox.casebook('retire', REFUND.id, '--reason', 'duplicate', '--why', 'Twice.'), 0)
})

it.each(['HEAD:./x', 'HEAD@{99}', '@{upstream}', ':/no such commit', 'HEAD:'])(
  'a revision "%s" that names no commit is wrong input, where there is no work tree too',
  async (rev) => {
    const sandbox = await makeSandbox()
    await sandbox.git('branch', '--unset-upstream')
    for (const cwd of [sandbox.repo, sandbox.remote])
      expect(expectExit(await sandbox.casebook('manifest', '--at', rev, { cwd }), 2).stderr).toBe(
        `error: "${rev}" names no commit here\nhint: git log --oneline\nhint: git fetch\n`,
      )
  },
)
