import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { LefthookFacts } from '../../../lib/init/facts.ts'
import type { HookName } from '../../../lib/init/hook-script.ts'
import { planLefthook } from '../../../lib/init/lefthook.ts'
import { lefthookCommand } from '../../../lib/init/lefthook-command.ts'
import { hooksWithCasebook } from '../../../lib/init/lefthook-meaning.ts'

const NAMES = ['commit-msg', 'pre-push'] as const

const facts = (text: string, path = 'lefthook.yml'): LefthookFacts => ({
  config: { path, text },
  local: null,
  installed: [],
  inTheWay: [],
  install: null,
})

function edited(text: string, path = 'lefthook.yml', names: readonly HookName[] = NAMES): string | null {
  const steps = planLefthook(facts(text, path), names)
  if (steps === null) return null
  return [...steps].reverse().reduce((whole, step) => {
    if (step.do === 'append') return whole + step.text
    if (step.do !== 'insert') throw new Error(step.do)
    return whole.slice(0, step.at) + step.text + whole.slice(step.at)
  }, text)
}

describe('lefthook: commands are added', () => {
  it.each<[string, string]>([
    ['to nothing', ''],
    ['to comments', '# ours'],
    ['beside other hooks', 'pre-commit:\n  commands:\n    a:\n      run: b\n'],
    ['without a last line end', 'pre-commit:\n  commands:\n    a:\n      run: b'],
    ['to hooks without a value', 'commit-msg:\npre-push: # later\n'],
    ['to hooks of settings alone', 'pre-push:\n    parallel: true\n'],
    ['to commands', 'pre-push:\n commands:\n  # first\n  a:\n   run: b\n'],
    ['to a list of jobs', 'pre-push:\n  jobs:\n  - run: a\n  - run: b\n'],
    ['to an indented list of jobs', 'pre-push:\n  jobs:\n      - run: a\n'],
    ['to an empty list of jobs', 'pre-push:\n  jobs: []\n'],
    ['to hooks in one line', 'pre-push: {parallel: true}\n'],
    ['to commands in one line', 'pre-push:\n  commands: {a: {run: b}}\n'],
    ['to no commands in one line', 'pre-push:\n  commands: {}\n'],
    ['to all in one line', '{"pre-commit": {"commands": {"a": {"run": "b"}}}}'],
    [
      'beside anchors and merges',
      'x: &x\n  parallel: true\npre-push:\n  <<: *x\n  commands:\n    a: &a {run: b}\n    c: *a\n',
    ],
    ['to quoted keys', '"pre-push":\n  "commands":\n    "a":\n      run: b\n'],
    ['below a long text', 'pre-push:\n  commands:\n    a:\n      run: |+\n        x\n\n\n'],
    ['with CRLF', 'pre-push:\r\n  commands:\r\n    a:\r\n      run: b\r\n'],
    ['after a document mark', '---\npre-push:\n  commands:\n    a:\n      run: b\n'],
    ['to an indented whole', '  pre-push:\n    commands:\n      a:\n        run: b\n'],
  ])('%s', (_name, text) => {
    const after = edited(text)
    expect(after).not.toBeNull()
    const value = parse(after!, { merge: true }) as Record<string, { commands?: object; jobs?: object[] }>
    for (const name of NAMES) {
      const hook = value[name]!
      const ours = hook.jobs?.[0] ?? (hook.commands as Record<string, object>)['casebook']
      expect(ours).toMatchObject(lefthookCommand(name, 'lefthook.yml'))
    }
    expect(hooksWithCasebook(facts(after!), NAMES)).toEqual(NAMES)
    expect(planLefthook(facts(after!), [])).toEqual([])
  })

  it.each<[string, string, string?]>([
    ['hooks that are one and the same', 'commit-msg: &a\n  commands: {}\npre-push: *a\n'],
    [
      'commands that another hook shares',
      'pre-commit:\n  commands: &a\n    x:\n      run: y\npre-push:\n  commands: *a\n',
    ],
    [
      'commands that lend themselves to another hook',
      'pre-push:\n  commands: &a\n    x:\n      run: y\npre-commit:\n  commands: *a\n',
    ],
    ['a hook that is no mapping', 'pre-push: [a]\n'],
    ['several documents', 'a:\n---\nb:\n'],
    ['what is no YAML', 'pre-push: {a\n'],
    ['a list', '- a\n'],
    ['an end mark', 'pre-commit:\n  commands: {}\n...\n'],
    ['JSON with comments', '{ // x\n}', 'lefthook.jsonc'],
    ['JSON of nothing', '', 'lefthook.json'],
    ['TOML with commands in one line', '[pre-push]\ncommands = {a = {run = "b"}}\n', 'lefthook.toml'],
  ])('not to %s', (_name, text, path) => {
    expect(edited(text, path)).toBeNull()
  })

  it('stand where a reader expects them', () => {
    expect(edited('pre-push:\n  commands:\n    # first\n    a:\n      run: b\n', 'lefthook.yml', ['pre-push'])).toMatch(
      /^pre-push:\n {2}commands:\n {4}# casebook pre-push: begin \w+ \([^\n]*\)\n {4}casebook:\n {6}files: echo lefthook.yml\n {6}run: \|\n {8}: \{files\}\n[\s\S]* {6}use_stdin: true\n {4}# casebook pre-push: end\n {4}# first\n {4}a:\n/,
    )
  })

  it('stand in TOML as tables at the end', () => {
    expect(edited('[pre-push]\nparallel = true', 'lefthook.toml', ['pre-push'])).toMatch(
      /^\[pre-push\]\nparallel = true\n# casebook pre-push: begin [^\n]*\n\[pre-push\.commands\.casebook\]\nfiles = "echo lefthook\.toml"\nrun = '''\n[\s\S]*'''\nuse_stdin = true\n# casebook pre-push: end\n$/,
    )
  })

  it('commented out are no commands', () => {
    expect(hooksWithCasebook(facts('# pre-push: {commands: {c: {run: casebook hook pre-push}}}\n'), NAMES)).toEqual([])
    expect(hooksWithCasebook(facts('pre-push: {commands: {c: {run: casebook hook pre-push}}}\n'), NAMES)).toEqual([
      'pre-push',
    ])
  })
})
