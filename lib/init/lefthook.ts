import { renderBlock } from './block.ts'
import type { LefthookFacts } from './facts.ts'
import type { HookName } from './hook-script.ts'
import { lefthookCommand } from './lefthook-command.ts'
import { planYamlCommands } from './lefthook-yaml.ts'
import type { InitStep } from './step.ts'

/** Steps that add a command to each hook of a lefthook configuration; null where that can't be done without touching the rest. */
export function planLefthook({ config }: LefthookFacts, names: readonly HookName[]): InitStep[] | null {
  if (names.length === 0) return []
  const { path, text } = config
  if (path.endsWith('.toml')) return planToml(path, text, names)
  return path.endsWith('.jsonc') ? null : planYamlCommands(path, text, names)
}

/** Appended tables are right whatever stands before them, unless the hook's commands are written in one line. */
function planToml(path: string, text: string, names: readonly HookName[]): InitStep[] | null {
  if (/^\s*["']?commands["']?\s*=|=\s*("""|''')/m.test(text)) return null
  const blocks = names.map((name) => {
    const { files, run, use_stdin } = lefthookCommand(name, path)
    const lines = [
      `[${name}.commands.casebook]`,
      `files = "${files}"`,
      `run = '''`,
      ...run.split('\n').slice(0, -1),
      "'''",
    ]
    return renderBlock(name, use_stdin ? [...lines, 'use_stdin = true'] : lines)
  })
  return [{ do: 'append', path, text: (text === '' || text.endsWith('\n') ? '' : '\n') + blocks.join('') }]
}
