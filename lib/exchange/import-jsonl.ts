import type { Json } from '../case/types.ts'
import { invalid, type Problem } from '../problem.ts'
import { CaseDraft } from './case-draft.ts'
import { findRounded } from './find-rounded.ts'
import { isObject } from './kind.ts'
import { linesOf } from './lines-of.ts'
import { quote } from './quote.ts'
import type { Imported } from './types.ts'

/**
 * Parses JSON Lines, one case a line, its keys named as a case's fields are; empty lines do not count.
 * Throws a `Problem` 'import-line' for a line that is no JSON object.
 */
export function importJsonl(text: string, name: string): readonly Imported[] {
  const imported: Imported[] = []
  for (const { line, row } of linesOf(text)) if (row.trim() !== '') imported.push(importRow(row, line, name))
  return imported
}

function importRow(row: string, line: number, name: string): Imported {
  const source = parseRow(row, line, name)
  if (!isObject(source)) throw badLine(`is ${quote(source)}, not a JSON object`, line, name)
  const draft = new CaseDraft()
  for (const [key, value] of Object.entries(source)) draft.takeNamed(key, value)
  const rounded = findRounded(row)
  if (rounded !== null)
    draft.lost.push(`the number ${quote(rounded)} does not fit a JSON number exactly and is rounded`)
  return draft.finish(`line ${line}`)
}

function parseRow(row: string, line: number, name: string): Json {
  try {
    return JSON.parse(row) as Json
  } catch {
    throw badLine(`is not JSON: ${quote(row.trim())}`, line, name)
  }
}

const badLine = (what: string, line: number, name: string): Problem =>
  invalid('import-line', `line ${line} ${what}`, {
    hints: ['write one JSON object a line, such as {"id": …, "input": …, "expected_output": …}'],
    path: name,
    line,
  })
