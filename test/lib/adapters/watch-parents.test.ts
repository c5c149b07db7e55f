import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Started by git through two shells, as a hook is; prints the chain as /proc tells it and as ps does. */
const CHAINS = `
import { factsOf } from './lib/adapters/process-facts.ts'
import { readProcessTable } from './lib/adapters/process-table.ts'
import { chainUpToGit } from './lib/adapters/watch-parents.ts'
const table = await readProcessTable()
console.log(JSON.stringify([chainUpToGit(factsOf), chainUpToGit((pid) => table.get(pid) ?? null)]))
`

describe.runIf(existsSync('/proc/self/stat') && spawnSync('ps', ['-p', '1']).status === 0)(
  'the parents of a hook',
  () => {
    it('are the same by ps, where a system has no /proc, up to git', async () => {
      const { buildSync } = await import('esbuild')
      const [file] = buildSync({
        stdin: { contents: CHAINS, resolveDir: process.cwd(), loader: 'ts' },
        bundle: true,
        platform: 'node',
        format: 'esm',
        write: false,
      }).outputFiles
      const node = `'${process.execPath}' --input-type=module; exit $?`
      const { stdout, stderr } = spawnSync('git', ['-c', `alias.look-up=!sh -c "${node}"; exit $?`, 'look-up'], {
        input: file!.text,
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      const [told, listed] = JSON.parse(stdout) as [number[], number[]]
      expect(told.length).toBeGreaterThan(2)
      expect(listed).toEqual(told)
    })
  },
)
