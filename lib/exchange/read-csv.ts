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
  try {
    const rows = parse(text, { bom: true, info: true, skip_empty_lines: true, max_record_size: MAX_ROW })
    return (rows as unknown as RowInfo[]).map(({ info, record }) => ({ line: info.lines, cells: record }))
  } catch (error) {
    if (error instanceof CsvError) throw badCsv(error, name)
    throw error
  }
}

interface RowInfo {
  readonly info: { readonly lines: number }
  readonly record: readonly string[]
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

function badCsv({ code, lines }: CsvError & { lines?: unknown }, path: string): Problem {
  const line = typeof lines === 'number' ? lines : 1
  const [what, hint] = WORDS[code] ?? ['is not CSV', 'save it as comma-separated values']
  return invalid('import-csv', `line ${line} ${what}`, { hints: [hint], path, line })
}
