import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../lib/config/parse-config.ts'
import type { Config } from '../../../lib/config/types.ts'
import { pathsInText } from '../../../lib/flow/paths-in-text.ts'
import { answerRoots, isWholeRoot, mattersToAnswer, mattersToSet } from '../../../lib/flow/paths-that-matter.ts'

function configOf(inputs: string, file = 'casebook.yaml'): Config {
  const text = `path: evals\ntarget: {command: [python, run.py], inputs: ${inputs}, overlay: [harness.py]}\n`
  const read = parseConfig(Buffer.from(text), file)
  if ('findings' in read) throw new Error(read.findings[0]!.message)
  return read.value
}

describe('what matters to a set', () => {
  const config = configOf('["app/**", "*.toml"]')

  it.each<[path: string, set: boolean, answer: boolean]>([
    ['app/a/b.py', true, true],
    ['app/.hidden', true, true],
    ['app/a\nb', true, true],
    ['app/a\n', true, true],
    ['docs/a\napp/b', false, false],
    ['pyproject.toml', true, true],
    ['deep/pyproject.toml', false, false],
    ['run.py', true, true],
    ['harness.py', true, true],
    ['casebook.yaml', true, false],
    ['evals/smoke/x.yaml', true, false],
    ['evalsx/y', false, false],
    ['docs/a.md', false, false],
    ['app/', true, true],
    ['app/vendor/', true, true],
    ['docs/', true, true],
  ])('%s', async (path, set, answer) => {
    expect([(await mattersToSet(config))(path), (await mattersToAnswer(config))(path)]).toEqual([set, answer])
  })

  it('of a submodule only where a glob may lead into it', async () => {
    const narrow = configOf('["app/*.py", "vendor/lib/src/*.py"]')
    const matters = await mattersToAnswer(narrow)
    expect(['vendor/lib/', 'app/sub/', 'docs/'].map(matters)).toEqual([true, true, false])
  })

  it('lies below its roots, of which some matter as a whole', () => {
    expect(answerRoots(config)).toEqual(['', 'app', 'harness.py', 'python', 'run.py'])
    expect(answerRoots(config).filter((root) => isWholeRoot(config, root))).toEqual([
      'app',
      'harness.py',
      'python',
      'run.py',
    ])
    expect(answerRoots(configOf('["!docs/**"]'))).toContain('')
  })
})

describe('the paths that a text names', () => {
  it.each<[text: string, paths: readonly string[]]>([
    ["MAPPING = {'shop': '/repo/src/shop', 'x': '/repo'}", ['/repo/src/shop', '/repo']],
    ['/repo/src\n/repository/src\n/elsewhere/repo/src', ['/repo/src']],
    ['import x; x.install("/repo/")', ['/repo']],
    ['/repos', []],
  ])('%s', (text, paths) => {
    expect(pathsInText(text, '/repo')).toEqual(paths)
  })
})
