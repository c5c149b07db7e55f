import { describe, expect, it } from 'vitest'
import { inputGlobs } from '../../../lib/config/input-globs.ts'
import { parseConfig } from '../../../lib/config/parse-config.ts'
import { programFiles } from '../../../lib/config/program-files.ts'
import type { Config } from '../../../lib/config/types.ts'

function configOf(text: string, file = 'casebook.yaml'): Config {
  const read = parseConfig(Buffer.from(text), file)
  if ('findings' in read) throw new Error(read.findings[0]!.message)
  return read.value
}

describe('the files that the commands name', () => {
  it.each<[name: string, command: string, file: string, files: readonly string[]]>([
    ['a script', '[python, -u, ./app//regress.py]', 'casebook.yaml', ['python', 'app/regress.py']],
    ['a script from a folder', '[python, ../lib/ask.py]', 'a/casebook.yaml', ['a/python', 'lib/ask.py']],
    ['nothing outside', '[/usr/bin/python, ../../x, "", .]', 'a/casebook.yaml', ['a']],
  ])('%s', (_name, command, file, files) => {
    expect(programFiles(configOf(`target: {command: ${command}}\n`, file))).toEqual(files)
  })

  it('are those of graders, servers and modules too', () => {
    const graders = 'graders: {tone: {command: [python, graders/tone.py]}}\n'
    expect(programFiles(configOf(`target: {module: ./app/answer.mjs}\n${graders}`))).toEqual([
      'app/answer.mjs',
      'python',
      'graders/tone.py',
    ])
    expect(programFiles(configOf('target: {http: {url: "http://127.0.0.1:1", start: [./serve]}}\n'))).toEqual(['serve'])
  })
})

describe('the globs of the inputs', () => {
  it.each<[written: string, file: string, globs: readonly string[]]>([
    ['app/**', 'casebook.yaml', ['app/**', 'app/**/**']],
    ['./app/', 'casebook.yaml', ['app', 'app/**']],
    ['app', 'services/a/casebook.yaml', ['services/a/app', 'services/a/app/**']],
    ['!docs/**', 'services/a/casebook.yaml', ['!services/a/docs/**']],
  ])('"%s" in %s', (written, file, globs) => {
    expect(inputGlobs(configOf(`target: {command: [x], inputs: ["${written}"]}\n`, file))).toEqual(globs)
  })

  it('are null where none are declared', () => {
    expect(inputGlobs(configOf('target: {command: [x]}\n'))).toBeNull()
  })
})
