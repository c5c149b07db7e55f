import { FIELDS, type Json } from '../case/types.ts'
import type { Exported, TieredCase } from './types.ts'

/** The form's own fields in its order, then all else a case has. */
const ORDER = [
  ...['id', 'trace_id', 'input', 'expected_output', 'category', 'bug_link', 'captured_by', 'captured_at'],
  ...FIELDS,
]

/** Renders JSON Lines, one case a line, with `tier` at its end. Nothing is lost: `lost` is always empty. */
export function exportJsonl(cases: readonly TieredCase[]): Exported {
  return { text: cases.map(exportLine).join(''), lost: [] }
}

function exportLine({ tier, one }: TieredCase): string {
  const fields = one as unknown as { readonly [name: string]: Json | undefined }
  const ordered = new Map(ORDER.map((name) => [name, fields[name]]))
  return `${JSON.stringify({ ...Object.fromEntries(ordered), tier })}\n`
}
