import { renderBlock } from './block.ts'
import { findAnywhere, type HookName } from './hook-script.ts'

/** A command of lefthook as its configuration has it. */
export interface Command {
  readonly files: string
  readonly run: string
  readonly use_stdin?: true
}

/**
 * The command of a hook. lefthook hands no arguments over but writes them into the text, unquoted, so they go through a quoted
 * here-document. It skips a command of pre-push where it sees no changed files (an empty commit, another branch), unless the
 * command names files of its own: the configuration itself is one.
 */
export function lefthookCommand(name: HookName, config: string): Command {
  const run = [
    ': {files}',
    ...(name === 'pre-push' ? ['if [ -t 0 ]; then exit 0; fi'] : []),
    "set -- \"$(cat <<'CASEBOOK'",
    '{1}',
    'CASEBOOK',
    ')"',
    ...findAnywhere(name),
    'casebook_run "$1"',
  ]
  const text = `${run.join('\n')}\n`
  return { files: `echo ${config}`, run: text, ...(name === 'pre-push' ? { use_stdin: true as const } : {}) }
}

/** What to add by hand, where casebook can't. */
export function lefthookLines(config: string, names: readonly HookName[]): string {
  return names.map((name) => yamlHook(name, lefthookCommand(name, config), '', '\n')).join('')
}

export const yamlHook = (name: HookName, command: Command, indent: string, eol: string): string =>
  renderBlock(name, [`${name}:`, '  commands:', '    casebook:', ...bodyOf(command, '      ')], { indent, eol })
export const yamlCommands = (name: HookName, command: Command, indent: string, eol: string): string =>
  renderBlock(name, ['commands:', '  casebook:', ...bodyOf(command, '    ')], { indent, eol })
export const yamlCommand = (name: HookName, command: Command, indent: string, eol: string): string =>
  renderBlock(name, ['casebook:', ...bodyOf(command, '  ')], { indent, eol })
export const yamlJob = (name: HookName, command: Command, indent: string, eol: string): string =>
  renderBlock(name, ['- name: casebook', ...bodyOf(command, '  ')], { indent, eol })

const bodyOf = ({ files, run, use_stdin }: Command, indent: string): string[] =>
  [
    `files: ${files}`,
    'run: |',
    ...run
      .split('\n')
      .slice(0, -1)
      .map((line) => `  ${line}`),
    ...(use_stdin ? ['use_stdin: true'] : []),
  ].map((line) => `${indent}${line}`)
