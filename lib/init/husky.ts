import { findBlock } from './block.ts'
import type { HuskyFacts } from './facts.ts'
import { callsCasebook, type HookName, renderSharedHook } from './hook-script.ts'
import type { InitStep } from './step.ts'

/** What husky's own lines at the top of a hook were before husky 9. */
const OLD_HEAD = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n'

/** Adds casebook's lines to the file that husky's hook calls; null where they are there. */
export function planHuskyHook({ files, isOld }: HuskyFacts, name: HookName): InitStep | null {
  const { path, text } = files[name]
  const lines = renderSharedHook(name)
  if (text === null)
    return isOld
      ? { do: 'write', path, text: OLD_HEAD + lines, mode: 0o755 }
      : { do: 'write', path, text: lines, mode: 0o644 }
  const block = findBlock(text, name)
  if (block?.intact && block.text !== lines)
    return { do: 'replace', path, from: text, text: text.replace(block.text, () => lines) }
  if (callsCasebook(text, name)) return null
  const at = afterHead(text)
  const isEnded = at === 0 || text[at - 1] === '\n'
  return { do: 'insert', path, at, line: text.slice(0, at).split('\n').length, text: isEnded ? lines : `\n${lines}` }
}

/** First of all, so that nothing has read git's lines or ended the hook: after `#!` and the line that loads husky. */
function afterHead(text: string): number {
  const head = /^(?:#![^\n]*(?:\n|$))?(?:[^\S\n]*(?:\n|$))*?(?:\. [^\n]*husky\.sh[^\n]*(?:\n|$))?/.exec(text)
  return head?.[0].length ?? 0
}
