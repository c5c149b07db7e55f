import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const NOBODY = 65534

describe('removeTree', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'remove-tree-'))
    chmodSync(folder, 0o777)
    const entryPoints = [new URL('../../../lib/adapters/remove-tree.ts', import.meta.url).pathname]
    buildSync({ entryPoints, bundle: true, platform: 'node', outfile: join(folder, 'remove-tree.cjs') })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** As somebody whom permissions bind: they do not bind root. */
  function asUser(script: string): { code: number | null; stderr: string } {
    const isRoot = process.getuid?.() === 0
    const ran = spawnSync(process.execPath, ['-e', script], {
      cwd: folder,
      encoding: 'utf8',
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    })
    return { code: ran.status, stderr: ran.stderr }
  }

  const MADE = `
    const fs = require('node:fs')
    fs.mkdirSync('tree/a/b', { recursive: true })
    fs.mkdirSync('kept')
    fs.writeFileSync('tree/a/b/file', 'x')
    fs.writeFileSync('kept/file', 'x')
    fs.symlinkSync('../../kept', 'tree/a/link')
    fs.chmodSync('tree/a/b', 0o000)
    fs.chmodSync('tree/a', 0o555)
    fs.chmodSync('kept', 0o555)
    const { removeTree, removeTreeNow } = require('./remove-tree.cjs')
    process.on('exit', () => { fs.chmodSync('kept', 0o755); fs.rmSync('kept', { recursive: true }) })
  `
  const CHECKED = `
    if (fs.statSync('kept').mode % 0o1000 !== 0o555 || !fs.existsSync('kept/file')) throw new Error('the link was followed')
  `

  it.each([
    ['in its time', `removeTree('tree').then(() => { ${CHECKED} })`],
    ['at once', `removeTreeNow('tree'); ${CHECKED}`],
  ])('removes what nobody may write in, %s, and follows no link', (_, call) => {
    expect(asUser(`${MADE}; ${call}`)).toEqual({ code: 0, stderr: '' })
    expect(existsSync(join(folder, 'tree'))).toBe(false)
  })

  it('has nothing to do where nothing is', () => {
    expect(asUser(`require('./remove-tree.cjs').removeTreeNow('gone')`)).toEqual({ code: 0, stderr: '' })
  })
})
