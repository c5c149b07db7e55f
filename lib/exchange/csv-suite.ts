import type { Json, JsonObject } from '../case/types.ts'
import { parseCsvAssertion } from './csv-assertion.ts'
import { objectOf } from './kind.ts'
import type { Suite } from './promptfoo-suite.ts'
import { PROMPTFOO_TYPES } from './promptfoo-types.ts'
import { readCsv } from './read-csv.ts'

/** Parses promptfoo's CSV of tests: a column a variable, those with `__` in front mean something. */
export function parseCsvSuite(text: string, name: string): Suite {
  const [header, ...rows] = readCsv(text, name)
  const columns = (header?.cells ?? []).map((cell) => cell.trim())
  const tests = rows.map(({ line, cells }) => ({ at: `line ${line}`, test: testOfRow(columns, cells) }))
  return { tests, lost: [] }
}

/** Makes the test that a row stands for. `columns` and `cells` are as many. */
function testOfRow(columns: readonly string[], cells: readonly string[]): JsonObject {
  const pairs = columns.map((column, index) => [column, cells[index]!] as const)
  const special = pairs.filter(([column, cell]) => column.startsWith('__') && cell.trim() !== '')
  const metadata = special.filter(([column]) => column.startsWith(METADATA)).map(metadataEntry)
  const rest = special.filter(([column]) => !/^__(?:expected|metadata:|config:)/.test(column)).map(restEntry)
  return objectOf([
    ...rest,
    ['vars', objectOf(pairs.filter(([column]) => !column.startsWith('__')))],
    ['assert', assertionsOf(special)],
    ['metadata', objectOf(metadata)],
  ])
}

const METADATA = '__metadata:'

/** `__description` is a test's own field; the others keep their name, so that a loss is told by it. */
const restEntry = ([column, cell]: readonly [string, string]): readonly [string, Json] =>
  column === '__description' ? ['description', cell] : [column, cell]

/** `__metadata:tags[]` is a list, with `\,` for a comma that parts nothing. */
function metadataEntry([column, cell]: readonly [string, string]): readonly [string, Json] {
  const key = column.slice(METADATA.length)
  if (!key.endsWith('[]')) return [key, cell]
  return [key.slice(0, -2), cell.split(/(?<!\\),/).map((one) => one.trim().replaceAll('\\,', ','))]
}

/** `__config:__expected2:threshold` belongs to the second assertion. */
function assertionsOf(special: readonly (readonly [string, string])[]): readonly Json[] {
  const expected = special.filter(([column]) => column.startsWith('__expected'))
  const assertions = expected.map(([, cell]) => parseCsvAssertion(cell, PROMPTFOO_TYPES))
  for (const [column, cell] of special) {
    const [, index = '1', key] = /^__config:__expected(\d*):(\w+)$/.exec(column) ?? []
    const target = assertions[Number(index || '1') - 1]
    if (key !== undefined && target !== undefined)
      assertions[assertions.indexOf(target)] = { ...target, [key]: Number(cell) }
  }
  return assertions
}
