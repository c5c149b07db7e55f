import type { Json } from '../../../lib/case/types.ts'
import { redact } from '../../../lib/redact/redact.ts'
import type { RedactRule, RedactTools } from '../../../lib/redact/types.ts'

/** Tools whose scanner knows one word only, so that a test shows what our own patterns find. */
export const ownTools: RedactTools = {
  scan: async (text) =>
    Array.from(text.matchAll(/scanner-bait-\d+/g), ({ 0: found, index }) => ({
      kind: 'bait',
      start: index,
      end: index + found.length,
    })),
  bounded: (work) => work(),
}

/** Redacts with nothing kept; the value alone. */
export async function redacted<T extends Json>(value: T, rules: readonly RedactRule[] = []): Promise<T> {
  return (await redact(value, { rules, keep: [] }, ownTools)).value
}
