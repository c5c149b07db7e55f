import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('the generated validators are those of the schemas', () => {
  const check = (): string =>
    execFileSync(process.execPath, ['scripts/generate.mjs', '--check'], { encoding: 'utf8', stdio: 'pipe' })
  expect(check()).toBe('')
})
