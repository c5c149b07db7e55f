import { parseDocument } from 'yaml'
import type { LefthookFacts } from './facts.ts'
import { callsCasebook, type HookName } from './hook-script.ts'

/** The hooks that call casebook already, be it by the file that is not committed. */
export const hooksWithCasebook = ({ config, local }: LefthookFacts, names: readonly HookName[]): HookName[] =>
  names.filter((name) => [config, local].some((file) => file && hooksOfFile(file, [name]).length > 0))

function hooksOfFile({ path, text }: LefthookFacts['config'], names: readonly HookName[]): HookName[] {
  if (path.endsWith('.toml')) return names.filter((name) => callsCasebook(text, name))
  const value = meaningOf(text)
  return names.filter((name) => callsCasebook(stringsOf(value?.[name]).join('\n'), name))
}

/** Settings of a hook by which lefthook may skip a command. */
const SKIPPING = ['skip', 'only', 'exclude', 'exclude_tags', 'files'] as const

export function skippingSettings({ path, text }: LefthookFacts['config'], name: HookName): readonly string[] {
  const hook = path.endsWith('.toml') ? undefined : meaningOf(text)?.[name]
  return typeof hook === 'object' && hook !== null ? SKIPPING.filter((key) => key in hook) : []
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}

/** What a configuration says, aliases and merges followed; null where it can't be read. */
export function meaningOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const document = parseDocument(text, { merge: true, uniqueKeys: false })
    const value = document.errors.length > 0 ? null : (document.toJS({ maxAliasCount: 1000 }) as unknown)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
