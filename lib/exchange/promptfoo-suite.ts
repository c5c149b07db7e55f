import type { Json, JsonObject } from '../case/types.ts'
import { isList, isObject, objectOf, ownValue } from './kind.ts'
import { quote } from './quote.ts'

/** The tests of a promptfoo file, with its `defaultTest` worked in, and what of the file belongs to no test. */
export interface Suite {
  readonly tests: readonly { readonly at: string; readonly test: JsonObject }[]
  readonly lost: readonly string[]
}

/** Sorts a file that was parsed: a configuration with `tests`, a list of tests, or one test. */
export function readSuite(parsed: Json): Suite {
  if (isList(parsed)) return suiteOf(parsed, {}, [])
  if (!isObject(parsed)) return { tests: [], lost: [] }
  if (!Object.hasOwn(parsed, 'tests'))
    return isTest(parsed) ? suiteOf([parsed], {}, []) : { tests: [], lost: lostKeys(parsed) }
  const { tests, defaultTest = {}, description: _description, $schema: _schema, ...rest } = parsed
  const lost = lostKeys(rest)
  if (!isObject(defaultTest)) lost.push(`configuration: its defaultTest is ${quote(defaultTest)}`)
  return suiteOf(isList(tests) ? tests : [tests!], isObject(defaultTest) ? defaultTest : {}, lost)
}

const TEST_KEYS = ['vars', 'assert', 'metadata']
const isTest = (value: JsonObject): boolean => TEST_KEYS.some((key) => Object.hasOwn(value, key))

const lostKeys = (rest: JsonObject): string[] =>
  Object.keys(rest).map((key) => `configuration: its ${key.slice(0, 80)} is not carried over`)

function suiteOf(entries: readonly Json[], defaults: JsonObject, lost: string[]): Suite {
  const tests = entries.flatMap((entry, index) => {
    const at = `test ${index + 1}`
    if (isObject(entry)) return [{ at, test: withDefaults(entry, defaults) }]
    lost.push(`${at}: it is ${quote(entry)}, not a test`)
    return []
  })
  return { tests, lost }
}

/** As promptfoo does: a test's own variables, metadata and options win, its assertions come after. */
function withDefaults(test: JsonObject, defaults: JsonObject): JsonObject {
  const merged = ['vars', 'metadata', 'options'].flatMap((key) => mergedEntry(key, defaults, test))
  const [first, second] = [ownValue(defaults, 'assert'), ownValue(test, 'assert')]
  const assert: [string, Json][] = isList(first) ? [['assert', [...first, ...(isList(second) ? second : [])]]] : []
  return objectOf([...Object.entries(defaults), ...Object.entries(test), ...merged, ...assert])
}

function mergedEntry(key: string, defaults: JsonObject, test: JsonObject): [string, Json][] {
  const [first, second] = [ownValue(defaults, key), ownValue(test, key)]
  return isObject(first) && isObject(second)
    ? [[key, objectOf([...Object.entries(first), ...Object.entries(second)])]]
    : []
}
