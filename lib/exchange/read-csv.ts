import { CsvError, parse } from 'csv-parse/sync'
import { invalid, type Problem } from '../problem.ts'

/** Characters of one row: a case file has at most 1 MiB. */
const MAX_ROW = 4 * 1024 * 1024

export interface CsvRow {
  /** Line at which the row ends, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Parses CSV (RFC 4180, in promptfoo's dialect: comma, `"` doubled inside quotes); empty lines do not count.
 * Throws a `Problem` 'import-csv' with the line for quotes that do not pair, rows of another width, a row too large.
 */
export function readCsv(text: string, name: string): readonly CsvRow[] {
  const rows: CsvRow[] = []
  const take = (cells: readonly string[], { lines }: { readonly lines: number }): null => {
    rows.push({ line: lines, cells })
    return null
  }
  try {
    parse(text, { bom: true, skip_empty_lines: true, max_record_size: MAX_ROW, on_record: take })
    return rows
  } catch (error) {
    if (error instanceof CsvError) throw badCsv(error, rows.at(-1)?.line ?? 0, name)
    throw error
  }
}

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['opens a quote that is never closed', 'close it with "'],
  CSV_INVALID_CLOSING_QUOTE: ['has text after a closing quote', 'double the quotes inside a quoted cell'],
  INVALID_OPENING_QUOTE: [
    'has a quote inside a cell that does not begin with one',
    'quote the cell and double the quotes inside',
  ],
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: [
    'has not as many cells as the header',
    'quote cells that have commas in them',
  ],
  CSV_MAX_RECORD_SIZE: ['is in a row of more than 4 MiB', 'shorten it, or close the quote that swallows what follows'],
}

/** Where a row swallows what follows, the library tells the line at which it gave up: the row's first is of more use. */
const SWALLOWING = ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE']

function badCsv({ code, lines }: CsvError & { lines?: unknown }, last: number, path: string): Problem {
  const line = SWALLOWING.includes(code) || typeof lines !== 'number' ? last + 1 : lines
  const [what, hint] = WORDS[code] ?? ['is not CSV', 'save it as comma-separated values']
  return invalid('import-csv', `line ${line} ${what}`, { hints: [hint], path, line })
}
