import { describe, expect, it } from 'vitest'
import { openFields, parseCase, parseOpenCase } from '../../../lib/case/parse-case.ts'
import type { Case, Json, OpenCase } from '../../../lib/case/types.ts'
import { aCase, aPolicyCase, aProdBug, type CaseBuilder } from '../../fakes/a-case.ts'

const PATH = 'evals/smoke/reg-2026-11-22-3f9a1c.yaml'

function saidOf(bytes: Uint8Array, parse = parseCase as (bytes: Uint8Array, path: string) => object): string[] {
  const reading = parse(bytes, PATH) as {
    findings?: readonly { code: string; line?: number; message: string; hint: string }[]
  }
  return (reading.findings ?? []).map(({ line, message, hint }) => `${line}: ${message} | ${hint}`)
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const lacking = (name: string): string => `1: lacks "${name}" | add ${name}: …`
const setting = (name: string, value: Json): CaseBuilder => aProdBug().with(name as keyof Case, value as never)

describe('parseCase takes', () => {
  it.each<[what: string, one: CaseBuilder]>([
    ['an invariant with an expected output', aCase()],
    [
      'an invariant with assertions only',
      aCase().without('expected_output').withAssertions({ type: 'contains', value: 'EUR' }),
    ],
    ['a production bug with all it needs', aProdBug()],
    [
      'a production bug with links for texts',
      aProdBug().without('postmortem').with('postmortem_link', 'https://wiki.example.org/p/1'),
    ],
    ['a production bug that crashed', aProdBug().without('shipped_output').with('shipped_error', 'crash')],
    ['a policy probed from inside', aPolicyCase()],
    ['a bug link that is a URL', setting('bug_link', 'https://github.com/acme/shop/issues/412')],
    ['a bug link that is a number', setting('bug_link', '#412')],
    ['several bug links', setting('bug_link', ['SHOP-412', 'http://bugs.example.org/1'])],
    ['null as input and outputs', aProdBug().withInput(null).withExpectedOutput(null).withShippedOutput(null)],
    ['a time of capture', setting('captured_at', '2026-11-22T10:11:12.5+01:00')],
    ['no tags at all', setting('tags', [])],
    [
      'a trace and its source',
      setting('trace_id', '4bf9').with('source', { format: 'otlp', model: 'm', span_id: 's', at: 'now' }),
    ],
  ])('%s', (_, one) => {
    expect(parseCase(one.toBytes(), PATH)).toEqual({ value: one.build() })
  })
})

describe('parseCase says', () => {
  it.each<[what: string, one: CaseBuilder, said: string[]]>([
    ['that the id is missing', aCase().without('id'), [lacking('id')]],
    ['that the title is missing', aCase().without('title'), [lacking('title')]],
    ['that the category is missing', aCase().without('category'), [lacking('category')]],
    ['who captured it is missing', aCase().without('captured_by'), [lacking('captured_by')]],
    ['when it was captured is missing', aCase().without('captured_at'), [lacking('captured_at')]],
    ['that the input is missing', aCase().without('input'), [lacking('input')]],
    [
      'that nothing is demanded of the output',
      aCase().without('expected_output'),
      ['1: lacks "expected_output" or "assert" | add expected_output: … or assert: …'],
    ],
    ['that a production bug has no bug', aProdBug().without('bug_link'), [lacking('bug_link')]],
    [
      'that a production bug has no postmortem',
      aProdBug().without('postmortem'),
      ['1: lacks "postmortem" or "postmortem_link" | add postmortem: … or postmortem_link: …'],
    ],
    [
      'that a production bug does not show what shipped',
      aProdBug().without('shipped_output'),
      ['1: lacks "shipped_output" or "shipped_error" | add shipped_output: … or shipped_error: …'],
    ],
    ['that a policy case names no policy', aPolicyCase().without('policy'), [lacking('policy')]],
    [
      'all that a bare production bug lacks',
      aProdBug().without('title', 'bug_link', 'postmortem', 'shipped_output', 'expected_output'),
      [
        lacking('title'),
        lacking('bug_link'),
        '1: lacks "expected_output" or "assert" | add expected_output: … or assert: …',
        '1: lacks "postmortem" or "postmortem_link" | add postmortem: … or postmortem_link: …',
        '1: lacks "shipped_output" or "shipped_error" | add shipped_output: … or shipped_error: …',
      ],
    ],
  ])('%s', (_, one, said) => {
    expect(saidOf(one.toBytes()).sort()).toEqual(said.sort())
  })

  const URL_OR_KEY = 'write an http(s) URL or a key such as SHOP-412'
  const LINE = 'write one line of text'
  it.each<[what: string, name: string, value: Json, said: string]>([
    ['a title of two lines', 'title', 'a\nb', `"title" is "a\\nb" | ${LINE}`],
    ['a title of blanks', 'title', '  ', `"title" is "  " | ${LINE}`],
    ['a title that is a number', 'title', 7, '"title" is 7, not a string | write a string'],
    ['a long title, cut', 'title', `${'x'.repeat(200)}\n`, `"title" is "${'x'.repeat(78)}… | ${LINE}`],
    ["a category of one's own", 'category', 'bug', '"category" is "bug" | one of: prod-bug, policy, invariant'],
    [
      'a bug link of another scheme',
      'bug_link',
      'javascript:alert(1)',
      `"bug_link" is "javascript:alert(1)" | ${URL_OR_KEY}`,
    ],
    ['a bug link in words', 'bug_link', 'the refund bug', `"bug_link" is "the refund bug" | ${URL_OR_KEY}`],
    [
      'a bug link that is a number',
      'bug_link',
      412,
      '"bug_link" is 412, not a string or a list | write a string or a list',
    ],
    ['a bad one of several bug links', 'bug_link', ['SHOP-1', 'SHOP'], `"bug_link.1" is "SHOP" | ${URL_OR_KEY}`],
    ['no bug in the list', 'bug_link', [], '"bug_link" is empty | give at least one item, or remove the field'],
    ['an empty postmortem', 'postmortem', '', '"postmortem" is "" | write some text'],
    [
      'a postmortem link that is none',
      'postmortem_link',
      'wiki/1',
      '"postmortem_link" is "wiki/1" | write an http(s) URL',
    ],
    ['a date in words', 'captured_at', 'today', '"captured_at" is "today" | write a date such as "2026-11-22"'],
    ['a tag that is no string', 'tags', [1], '"tags.0" is 1, not a string | write a string'],
    ['tags that are no list', 'tags', 'adversarial', '"tags" is "adversarial", not a list | write a list'],
    ['a policy without its side', 'policy', { name: 'x' }, '"policy" lacks "side" | add side: …'],
    [
      'a policy of a third side',
      'policy',
      { name: 'x', side: 'top' },
      '"policy.side" is "top" | one of: inside, outside',
    ],
    ['a source without its format', 'source', {}, '"source" lacks "format" | add format: …'],
    [
      'an unknown field of the source',
      'source',
      { format: 'otlp', id: 1 },
      '"source" has the unknown field "id" | correct the name or remove it',
    ],
    ['an empty shipped error', 'shipped_error', ' ', '"shipped_error" is " " | write some text'],
    ['no assertion in the list', 'assert', [], '"assert" is empty | give at least one item, or remove the field'],
    ['an assertion without its type', 'assert', [{ value: 1 }], '"assert.0" lacks "type" | add type: …'],
    [
      'an unknown field of an assertion',
      'assert',
      [{ type: 'equals', val: 1 }],
      '"assert.0" has the unknown field "val" | correct the name or remove it',
    ],
    [
      'an assertion that is a string',
      'assert',
      ['equals'],
      '"assert.0" is "equals", not a map of fields | write a map of fields',
    ],
    ['no repetition', 'repeat', 0, '"repeat" is 0 | the minimum is 1'],
    ['too many repetitions', 'repeat', 1001, '"repeat" is 1001 | the maximum is 1000'],
    ['half a repetition', 'repeat', 1.5, '"repeat" is 1.5, not a whole number | write a whole number'],
  ])('what is wrong with %s', (_, name, value, said) => {
    expect(saidOf(setting(name, value).toBytes()).map((one) => one.replace(/^\d+: /, ''))).toEqual([said])
  })

  it.each<[what: string, text: string, said: string[]]>([
    ['an empty file', '', ['1: the file is empty | write a map of fields']],
    ['a file of comments', '# soon\n', ['1: the file is empty | write a map of fields']],
    ['a list', '- a\n', ['1: the file is ["a"], not a map of fields | write a map of fields']],
    ['a text', 'hello\n', ['1: the file is "hello", not a map of fields | write a map of fields']],
    [
      'no YAML',
      'a: [\n',
      [
        '2: is not YAML: flow sequence in block collection must be sufficiently indented and end with a ] | mend the line, or quote the text',
      ],
    ],
    [
      'an unknown field, with its name',
      `${aCase().toYaml()}expected: 1\n`,
      ['1: has the unknown field "expected" | correct the name or remove it'],
    ],
    [
      'a field that a prototype has',
      `${aCase().toYaml()}__proto__: 1\n`,
      ['1: has the unknown field "__proto__" | correct the name or remove it'],
    ],
    [
      "an id that is not the file's name, at its line",
      `# moved\n${aCase().withId('reg-2026-11-22-aaaaaa').toYaml()}`,
      [
        '2: the id "reg-2026-11-22-aaaaaa" is not the file\'s name "reg-2026-11-22-3f9a1c" | rename the file to reg-2026-11-22-aaaaaa.yaml',
      ],
    ],
    [
      'an id that is none, and nothing of the name',
      aCase().withId('../x').toYaml(),
      ['1: "id" is "../x" | write reg-YYYY-MM-DD-xxxxxx with six lower-case hex digits'],
    ],
    [
      'a fault at the line of its value',
      aCase().withTitle('\n').toYaml(),
      ['2: "title" is "\\n" | write one line of text'],
    ],
  ])('of %s', (_, text, said) => {
    expect(saidOf(bytesOf(text))).toEqual(said)
  })

  it('its code, path and line', () => {
    expect(parseCase(aCase().with('repeat', 0).toBytes(), PATH)).toEqual({
      findings: [{ code: 'case', message: '"repeat" is 0', hint: 'the minimum is 1', path: PATH, line: 8 }],
    })
    expect(parseCase(aCase().toBytes(), 'x.yaml')).toMatchObject({
      findings: [{ code: 'case-id', path: 'x.yaml', line: 1 }],
    })
  })

  it('no more than twenty things of one file', () => {
    const assert = Array.from({ length: 50 }, () => ({ value: 1 })) as never
    expect(saidOf(aCase().with('assert', assert).toBytes())).toHaveLength(20)
  })

  /** The pattern took a quarter of an hour for a title of a megabyte and a line feed. */
  it('what is wrong with a title of a megabyte, at once', () => {
    expect(
      saidOf(
        aCase()
          .withTitle(`${'x'.repeat(1_000_000)}\ny`)
          .toBytes(),
      ),
    ).toHaveLength(1)
  }, 5_000)
})

describe('parseOpenCase', () => {
  it.each<[what: string, one: CaseBuilder]>([
    ['an id alone', aCase().without('title', 'category', 'captured_by', 'captured_at', 'input', 'expected_output')],
    [
      'a production bug that lacks all that is asked of one',
      aProdBug().without('bug_link', 'postmortem', 'shipped_output', 'expected_output'),
    ],
    ['a policy case without its policy', aPolicyCase().without('policy')],
    ['a case that lacks nothing', aProdBug()],
  ])('takes %s', (_, one) => {
    expect(parseOpenCase(one.toBytes(), PATH)).toEqual({ value: one.build() })
  })

  it.each<[what: string, text: string, said: string[]]>([
    ['a case without an id', aCase().without('id').toYaml(), [lacking('id')]],
    ['an empty file', '', ['1: the file is empty | write a map of fields']],
    [
      'a field that is there and wrong',
      aCase().without('title').with('repeat', 0).toYaml(),
      ['7: "repeat" is 0 | the minimum is 1'],
    ],
    [
      'half a policy',
      aPolicyCase()
        .with('policy', { name: 'x' } as never)
        .toYaml(),
      ['5: "policy" lacks "side" | add side: …'],
    ],
    [
      'an unknown field',
      'id: reg-2026-11-22-3f9a1c\nx: 1\n',
      ['1: has the unknown field "x" | correct the name or remove it'],
    ],
  ])('refuses %s', (_, text, said) => {
    expect(saidOf(bytesOf(text), parseOpenCase)).toEqual(said)
  })
})

describe('openFields names', () => {
  const bare: OpenCase = { id: 'reg-2026-11-22-3f9a1c' }
  it.each<[what: string, one: OpenCase, fields: string[]]>([
    ['nothing of a valid case', aProdBug().build(), []],
    [
      "what every case needs, in the writer's order",
      bare,
      ['title', 'category', 'captured_by', 'captured_at', 'input', 'expected_output'],
    ],
    [
      'what a production bug needs too, one field of each pair',
      { ...bare, category: 'prod-bug', captured_by: 'a', captured_at: '2026-11-22' },
      ['title', 'bug_link', 'postmortem', 'input', 'shipped_output', 'expected_output'],
    ],
    ['the policy of a policy case', { ...aCase().build(), category: 'policy' }, ['policy']],
    [
      'no text where there is a link',
      aProdBug().without('postmortem').with('postmortem_link', 'https://a.example').build(),
      [],
    ],
    [
      'no output where there is an error',
      aProdBug().without('shipped_output').with('shipped_error', 'crash').build(),
      [],
    ],
    [
      'no output where there is an assertion',
      aCase().without('expected_output').withAssertions({ type: 'is-json' }).build(),
      [],
    ],
  ])('%s', (_, one, fields) => {
    expect(openFields(one)).toEqual(fields)
  })
})
