import { expect, it } from 'vitest'
import { CatFile } from '../../lib/adapters/cat-file.ts'
import { makeSandbox } from './sandbox.ts'

it('a name with a line feed names nothing, and what is asked after it is answered', async () => {
  const sandbox = await makeSandbox()
  const reader = new CatFile({ cwd: sandbox.repo, env: sandbox.env })
  expect(await reader.read(['HEAD:a\nb'])).toEqual([null])
  const [rules] = await reader.read(['HEAD:app/rules.json'])
  expect(Buffer.from(rules!).toString()).toBe(await sandbox.read('app/rules.json'))
  reader.close()
})
