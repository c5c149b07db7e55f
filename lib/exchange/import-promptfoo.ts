import type { Assertion, Json, JsonObject } from '../case/types.ts'
import { invalid } from '../problem.ts'
import { CaseDraft } from './case-draft.ts'
import { countCombinations, expandVars } from './expand-vars.ts'
import { INPUT_FORMAT } from './export-promptfoo.ts'
import { findFlaw } from './find-flaw.ts'
import { importAssertion } from './import-assertion.ts'
import { isList, isObject, objectOf, ownValue } from './kind.ts'
import type { Suite } from './promptfoo-suite.ts'
import { quote } from './quote.ts'
import { fillTemplate, isReference, mapTexts } from './template.ts'
import type { Imported } from './types.ts'

/** Cases made of one file: lists of variables multiply. */
const MAX_CASES = 100_000

/** A single variable of this name is what is asked; of any other variables the input is all, by name. */
const INPUT_NAMES: ReadonlySet<string> = new Set(['input', 'prompt', 'question', 'query'])

/** Makes the cases of a suite. Throws a `Problem` 'import-combinations' where its variables multiply beyond 100 000. */
export function importSuite({ tests, lost }: Suite, name: string): readonly Imported[] {
  const expandable = tests.map(({ test }) => (isExpanded(test) ? countCombinations(varsOf(test)) : 1))
  if (expandable.reduce((sum, count) => sum + count, 0) > MAX_CASES)
    throw invalid('import-combinations', `the variables of "${name}" combine to more than ${MAX_CASES} tests`, {
      hints: ['set options.disableVarExpansion, or split the file'],
      path: name,
    })
  const imported = tests.flatMap(({ test, at }) => importTest(test, at))
  return imported.map((one, index) => (index === 0 ? { ...one, lost: [...lost, ...one.lost] } : one))
}

const varsOf = (test: JsonObject): JsonObject => {
  const vars = ownValue(test, 'vars')
  return isObject(vars) ? vars : {}
}

const isExpanded = (test: JsonObject): boolean => ownValue(ownValue(test, 'options'), 'disableVarExpansion') !== true

function importTest(test: JsonObject, at: string): readonly Imported[] {
  const made = isExpanded(test) ? expandVars(varsOf(test)) : [varsOf(test)]
  return made.map((vars, index) => importOne(test, vars, made.length > 1 ? `${at}, combination ${index + 1}` : at))
}

function importOne(test: JsonObject, vars: JsonObject, at: string): Imported {
  const draft = new CaseDraft()
  const flaw = findFlaw(ownValue(test, 'vars') ?? null)
  takeTitle(draft, test)
  if (flaw !== null) draft.lost.push(`vars: ${flaw}`)
  else takeInput(draft, test, vars)
  takeAssertions(draft, test, flaw === null ? vars : {})
  takeMetadata(draft, test)
  for (const key of Object.keys(test))
    if (!READ.has(key)) draft.lost.push(`${key.slice(0, 80)}: it is not carried over`)
  return draft.finish(at)
}

const READ: ReadonlySet<string> = new Set(['description', 'vars', 'assert', 'metadata', 'options'])

function takeTitle(draft: CaseDraft, test: JsonObject): void {
  const description = ownValue(test, 'description')
  if (description !== undefined) draft.take('title', unescaped(description), 'description as ')
  for (const key of Object.keys(ownValue(test, 'options') ?? {}))
    if (key !== 'disableVarExpansion') draft.lost.push(`options.${key.slice(0, 80)}: it is not carried over`)
}

function takeInput(draft: CaseDraft, test: JsonObject, vars: JsonObject): void {
  const names = Object.keys(vars)
  const reference = names.find((key) => isReference(vars[key]))
  if (!isObject(ownValue(test, 'vars') ?? {}))
    draft.lost.push(`vars: they are ${quote(test['vars']!)}, read from elsewhere`)
  else if (names.length === 0) draft.lost.push('vars: there are none, so the input stays open')
  else if (reference !== undefined)
    draft.lost.push(`vars.${reference}: ${quote(vars[reference]!)} is read from elsewhere, so the input stays open`)
  else draft.take('input', inputOf(draft, test, vars, names))
}

function inputOf(draft: CaseDraft, test: JsonObject, vars: JsonObject, names: readonly string[]): Json {
  const filled = objectOf(names.map((key) => [key, fillVar(draft, key, vars)]))
  const single = names.length === 1 && INPUT_NAMES.has(names[0]!) ? filled[names[0]!]! : null
  if (single === null) return filled
  const isJson = ownValue(ownValue(test, 'metadata'), INPUT_FORMAT) === 'json'
  return isJson && typeof single === 'string' ? parseOwn(draft, single) : single
}

function fillVar(draft: CaseDraft, key: string, vars: JsonObject): Json {
  return mapTexts(vars[key]!, (text) => {
    const { text: filled, template } = fillTemplate(text, vars)
    if (template !== null) draft.lost.push(`vars.${key}: promptfoo would render the template ${quote(template)}`)
    return filled
  })
}

function parseOwn(draft: CaseDraft, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    draft.lost.push(`metadata.${INPUT_FORMAT}: the input is no JSON`)
    return text
  }
}

function takeAssertions(draft: CaseDraft, test: JsonObject, vars: JsonObject): void {
  const entries = ownValue(test, 'assert') ?? []
  if (!isList(entries)) return void draft.lost.push(`assert: it is ${quote(entries)}, not a list`)
  const carried = entries.map((entry, index) => importAssertion(entry, vars, `assert ${index + 1}`))
  draft.lost.push(...carried.flatMap((one) => one.lost))
  const assertions = carried.flatMap((one) => one.assertions)
  const hasExample = ownValue(ownValue(test, 'metadata'), 'expected_output') !== undefined
  if (isLoneEquals(assertions) && entries.length === 1 && !hasExample)
    draft.take('expected_output', assertions[0]!.value!)
  else if (assertions.length > 0) draft.take('assert', assertions as unknown as Json)
}

const isLoneEquals = ([first, ...others]: readonly Assertion[]): boolean =>
  first?.type === 'equals' && first.at === undefined && others.length === 0

/** What a test says elsewhere is not taken from its metadata. */
const SAID: ReadonlySet<string> = new Set(['title', 'input', 'assert'])

function takeMetadata(draft: CaseDraft, test: JsonObject): void {
  const metadata = ownValue(test, 'metadata') ?? {}
  if (!isObject(metadata)) return void draft.lost.push(`metadata: it is ${quote(metadata)}, not an object`)
  for (const [key, value] of Object.entries(metadata)) {
    if (key === INPUT_FORMAT) continue
    if (SAID.has(key)) draft.lost.push(`metadata.${key}: it is not carried over`)
    else draft.takeNamed(key, unescaped(value), 'metadata.')
  }
}

/** Too deep a value is left as it is: it is refused where it is taken. */
const unescaped = (value: Json): Json =>
  findFlaw(value) === null ? mapTexts(value, (text) => fillTemplate(text).text) : value
