import type { Assertion, Case, Json, JsonObject } from '../case/types.ts'
import { FIELDS } from '../case/types.ts'
import { renderYaml } from '../case/write-case.ts'
import { exportAssertion } from './export-assertion.ts'
import { objectOf } from './kind.ts'
import { escapeTemplate, hasInertKeys, inertJson, mapTexts } from './template.ts'
import type { Exported, Lost, TieredCase } from './types.ts'

/** The mark, in a test's metadata, of an input that is no text and stands in its variable as JSON. */
export const INPUT_FORMAT = 'casebook_input'

const PROMPT = '{{input}}'

/**
 * Renders a promptfoo configuration (YAML): one test a case, asked with its input alone. The verdict is promptfoo's pass or fail
 * (it does not tell `relapsed` from `failed`). An input that is no text is sent as JSON. Texts are escaped so that promptfoo
 * evaluates nothing in them. A case of which no assertion can be carried is left out, since a test without any always passes.
 * `provider` is one entry of `providers` and is written as it is.
 */
export function exportPromptfoo(
  cases: readonly TieredCase[],
  options: { readonly description: string; readonly provider: Json },
): Exported {
  const lost: Lost[] = []
  const tests = cases.flatMap((tiered) => exportTest(tiered, (what) => lost.push({ id: tiered.one.id, what })))
  const description = escapeTemplate(options.description)
  return { text: renderYaml({ description, prompts: [PROMPT], providers: [options.provider], tests }), lost }
}

type Say = (what: string) => void

function exportTest({ tier, one }: TieredCase, say: Say): readonly JsonObject[] {
  const assert = exportAssertions(one, say)
  if (assert.length === 0) {
    say('the case is left out: promptfoo passes a test without assertions')
    return []
  }
  if ((one.repeat ?? 1) > 1) say(`repeat: promptfoo asks once, not ${one.repeat} times, unless all tests are repeated`)
  const isText = typeof one.input === 'string'
  const vars = { input: isText ? escapeTemplate(one.input) : inertJson(one.input) }
  const said = exportMetadata(one, say)
  if (isLoneEquals(one.assert ?? []) && !Object.hasOwn(said, 'expected_output'))
    say('assert: its one "equals" comes back as expected_output')
  const metadata = { ...said, tier, ...(isText ? {} : { [INPUT_FORMAT]: 'json' }) }
  return [{ description: escapeTemplate(one.title), vars, assert, metadata }]
}

function exportAssertions(one: Case, say: Say): readonly JsonObject[] {
  const assertions = hasAssertions(one) ? one.assert! : [{ type: 'equals', value: one.expected_output! }]
  return assertions.flatMap((assertion) => {
    const exported = exportAssertion(assertion)
    if ('assertion' in exported) return [exported.assertion]
    say(exported.lost)
    return []
  })
}

const isLoneEquals = ([first, ...others]: readonly Assertion[]): boolean =>
  first?.type === 'equals' && first.at === undefined && others.length === 0

/** What the test says elsewhere. */
const ELSEWHERE: ReadonlySet<string> = new Set(['title', 'input', 'assert'])

function exportMetadata(one: Case, say: Say): JsonObject {
  const fields = one as unknown as { readonly [name: string]: Json | undefined }
  const isSaid = (name: string): boolean => ELSEWHERE.has(name) || (name === 'expected_output' && !hasAssertions(one))
  const entries: [string, Json][] = []
  for (const name of FIELDS) {
    const value = fields[name]
    if (value === undefined || isSaid(name)) continue
    if (!hasInertKeys(value)) say(`${name}: it has a key that promptfoo would evaluate`)
    else entries.push([name, mapTexts(value, escapeTemplate)])
  }
  return objectOf(entries)
}

const hasAssertions = (one: Case): boolean => (one.assert ?? []).length > 0
