import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { renderJunit } from '../../../lib/report/run-junit.ts'
import type { CaseResult } from '../../../lib/run/types.ts'
import { attempt, ID, ROOT, result, runOf } from '../../fakes/a-run.ts'

const SCHEMA = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8')
const AT = new Date('2026-11-22T10:20:30.456Z')
const junit = (...results: readonly CaseResult[]): string =>
  renderJunit({ run: runOf(results), setPath: 'evals/data/regression', at: AT })

async function faultsOf(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml, schema: SCHEMA })
  return errors.map(({ message }) => message)
}

describe('renderJunit', () => {
  it('renders passed, red and untold cases, each as the services tell them apart', async () => {
    const xml = junit(
      result(),
      result({
        verdict: 'relapsed',
        bug_link: 'SHOP-412',
        diff: '--- expected\n+++ actual\n-a\n+<b>\n',
        attempts: [attempt('relapsed')],
      }),
      result({ verdict: 'error', reused: false, attempts: [attempt('error')] }),
      result({ verdict: 'missing', attempts: [] }),
    )
    expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite id="0" name="regression" package="regression" tests="4" failures="2" errors="1" skipped="0" time="12.400" timestamp="2026-11-22T10:20:30" hostname="localhost">
    <properties>
      <property name="outcome" value="red"/>
      <property name="tier" value="smoke"/>
      <property name="set" value="regression@v3 ${ROOT} at 0123456789ab"/>
    </properties>
    <testcase name="${ID} Refund is quoted in the wrong currency" classname="regression.smoke" time="0.001"/>
    <testcase name="${ID} Refund is quoted in the wrong currency" classname="regression.smoke" time="0.001">
      <failure type="relapsed" message="relapsed: wrong in the way that shipped">✗ ${ID}  Refund is quoted in the wrong currency
  relapsed: wrong in the way that shipped
  bug    SHOP-412
  --- expected
  +++ actual
  -a
  +&lt;b&gt;
  evals/data/regression/smoke/${ID}.yaml</failure>
    </testcase>
    <testcase name="${ID} Refund is quoted in the wrong currency" classname="regression.smoke" time="0.001">
      <error type="error" message="error: could not be told">✗ ${ID}  Refund is quoted in the wrong currency
  error: could not be told
  evals/data/regression/smoke/${ID}.yaml</error>
    </testcase>
    <testcase name="${ID} Refund is quoted in the wrong currency" classname="regression.smoke" time="0.000">
      <failure type="missing" message="missing: never asked">✗ ${ID}  Refund is quoted in the wrong currency
  missing: never asked
  evals/data/regression/smoke/${ID}.yaml</failure>
    </testcase>
    <system-out></system-out>
    <system-err></system-err>
  </testsuite>
</testsuites>
`)
    expect(await faultsOf(xml)).toEqual([])
  })

  it('says which verdicts were reused', () => {
    expect(junit(result({ reused: true }))).toContain(`<system-out>${ID}: an earlier verdict was reused\n</system-out>`)
  })

  it('is valid of an empty set', async () => {
    expect(await faultsOf(junit())).toEqual([])
  })

  it('is valid whatever the cases and answers hold', async () => {
    const pieces = [
      ']]>',
      '<![CDATA[',
      '&',
      '&amp;',
      '"',
      "'",
      '<',
      '>',
      '\u0000',
      '\u0008',
      '\u001b[31m',
      '\ufffe',
      '\uffff',
      '\ud800',
      '\u0085',
      '\u2028',
      '\r\n',
      '\t',
      '<!--',
      '<?x?>',
      'é漢😀',
    ]
    const hostile = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(''))
    const texts = fc.sample(hostile, { numRuns: 300, seed: 7 })
    const results = texts.map((text) =>
      result({
        title: text,
        verdict: 'failed',
        bug_link: text,
        trace_id: text,
        diff: text,
        failures: [{ assertion: text, at: text, reason: text }],
      }),
    )
    expect(await faultsOf(junit(...results))).toEqual([])
  })

  it('is refused by the schema where it is broken, so that the schema is known to look', async () => {
    expect(await faultsOf(junit(result()).replace('hostname="localhost"', ''))).not.toEqual([])
    expect(await faultsOf(junit(result()).replace('<testcase', '<testcase file="x"'))).not.toEqual([])
  })
})
