import type { Json } from '../case/types.ts'
import { invalid } from '../problem.ts'
import { parseCsvSuite } from './csv-suite.ts'
import { importJsonl } from './import-jsonl.ts'
import { importSuite } from './import-promptfoo.ts'
import { isObject } from './kind.ts'
import { linesOf } from './lines-of.ts'
import { readSuite } from './promptfoo-suite.ts'
import { readLenientYaml } from './read-lenient-yaml.ts'
import type { Imported } from './types.ts'

export type ImportFormat = 'promptfoo' | 'jsonl'

/** Of a file, in UTF-16 units; its bytes are at least as many. */
const MAX_CHARACTERS = 32 * 1024 * 1024

/** Tells the format of a file, by what it holds first, then by its name. Never throws. */
export function detectImport(text: string, name: string): ImportFormat {
  const whole = withoutMark(text)
  if (/^\s*\{/.test(whole)) return isSuite(parseJson(whole) ?? parseJson(firstRow(whole)), name) ? 'promptfoo' : 'jsonl'
  if (whole.trim() === '') return /\.(?:jsonl|ndjson)$/i.test(name) ? 'jsonl' : 'promptfoo'
  return 'promptfoo'
}

/**
 * Parses the text of a foreign file into cases for the inbox; what could not be carried over is listed with each (what belongs to
 * the file as a whole, with the first). A promptfoo file is YAML, JSON, CSV or JSON Lines. Throws a `Problem`: 'import-size',
 * 'import-yaml', 'import-csv', 'import-line', 'import-combinations', 'import-empty'.
 */
export function parseImport(text: string, name: string, format: ImportFormat): readonly Imported[] {
  if (text.length > MAX_CHARACTERS)
    throw invalid('import-size', `"${name}" is larger than 32 MiB`, { hints: ['split the file'], path: name })
  const whole = withoutMark(text)
  const imported = format === 'jsonl' ? importJsonl(whole, name) : importSuite(parseSuite(whole, name), name)
  if (imported.length > 0) return imported
  const hints = ['see that the tests stand in the file itself, not in one that it names']
  throw invalid('import-empty', `"${name}" holds no tests`, { hints, path: name })
}

function parseSuite(text: string, name: string) {
  if (isCsv(text, name)) return parseCsvSuite(text, name)
  if (/^\s*[[{]/.test(text)) {
    const parsed = parseJson(text)
    if (parsed !== undefined) return readSuite(parsed)
    if (isObject(parseJson(firstRow(text)))) return readSuite(parseRows(text, name))
  }
  return readSuite(readLenientYaml(text, name))
}

/** promptfoo's JSON Lines: a test a line. */
function parseRows(text: string, name: string): Json {
  const rows = [...linesOf(text)].filter(({ row }) => row.trim() !== '')
  return rows.map(({ row, line }) => {
    const parsed = parseJson(row)
    if (parsed !== undefined) return parsed
    throw invalid('import-line', `line ${line} is not JSON`, { hints: ['write one test a line'], path: name, line })
  })
}

/** By its name, or by a header that only a CSV of tests has. */
function isCsv(text: string, name: string): boolean {
  if (/\.(?:ya?ml|jsonl?|ndjson)$/i.test(name)) return false
  const cells = firstRow(text).slice(0, 10_000).split(',')
  return /\.csv$/i.test(name) || cells.some((cell) => /^\s*"?__(?:expected|description)/.test(cell))
}

/** What has a test's own fields is promptfoo's, unless its name says otherwise and it could be either. */
function isSuite(parsed: Json | undefined, name: string): boolean {
  if (!isObject(parsed)) return !/\.(?:jsonl|ndjson)$/i.test(name)
  const has = (key: string): boolean => Object.hasOwn(parsed, key)
  return has('tests') || has('vars') || (has('assert') && !has('input'))
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function firstRow(text: string): string {
  const start = text.trimStart()
  const end = start.indexOf('\n')
  return end < 0 ? start : start.slice(0, end)
}

const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text)
