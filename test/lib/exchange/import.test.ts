import { describe, expect, it } from 'vitest'
import { detectImport, type ImportFormat, parseImport } from '../../../lib/exchange/import.ts'
import { Problem } from '../../../lib/problem.ts'

const only = (text: string, name = 'tests.yaml', format: ImportFormat = 'promptfoo') => {
  const imported = parseImport(text, name, format)
  expect(imported).toHaveLength(1)
  return imported[0]!
}
const csv = (text: string) => parseImport(text, 'tests.csv', 'promptfoo')
const yaml = (test: object) => only(JSON.stringify([test]), 'tests.json')

describe('detectImport', () => {
  it.each<[string, string, string, ImportFormat]>([
    ['a line with a case is JSON Lines', '{"input":"a"}\n{"input":"b"}\n', 'x', 'jsonl'],
    ['a line with a case is JSON Lines whatever its name', '{"input":"a","assert":[]}', 'x.yaml', 'jsonl'],
    ['a line with variables is a promptfoo test', '{"vars":{"q":1}}\n{"vars":{}}', 'x.jsonl', 'promptfoo'],
    ['a configuration in JSON', '{"prompts":[],"tests":[]}', 'x.json', 'promptfoo'],
    ['a list in JSON', '[{"vars":{}}]', 'x.jsonl', 'promptfoo'],
    ['a configuration in YAML', 'tests:\n  - vars: {q: a}\n', 'promptfooconfig.yaml', 'promptfoo'],
    ['a table', 'question,__expected\na,b\n', 'x', 'promptfoo'],
    ['a broken line goes by the name', '{"input":\n', 'x.jsonl', 'jsonl'],
    ['a broken file goes by the name', '{"tests":\n', 'x.json', 'promptfoo'],
    ['an empty file goes by the name', '', 'x.ndjson', 'jsonl'],
    ['an empty file of no name', '', '-', 'promptfoo'],
    ['a byte order mark does not count', '\ufeff{"input":1}', 'x', 'jsonl'],
  ])('%s', (_, text, name, format) => expect(detectImport(text, name)).toBe(format))
})

describe('JSON Lines', () => {
  it('carries the form of the issue', () => {
    const row = {
      ...{
        id: 'reg-2026-11-22-3f9a1c',
        trace_id: 't-1',
        input: { q: 1 },
        expected_output: 'ok',
        category: 'invariant',
      },
      ...{ bug_link: 'SHOP-412', captured_by: 'Ada', captured_at: '2026-11-22' },
    }
    const { id, ...one } = row
    expect(only(`\n${JSON.stringify(row)}\r\n`, 'x', 'jsonl')).toEqual({ one, lost: [], at: 'line 2', id })
  })

  it.each<[string, string, readonly string[]]>([
    ['an unknown field', '{"input":1,"owner":"x"}', ['owner: a case has no such field']],
    ['an id that is none', '{"input":1,"id":7}', ['id: 7 is not a case id']],
    ['a tier', '{"input":1,"tier":"smoke"}', ['tier: "smoke" is not kept: an imported case starts in the inbox']],
    ['a category that is none', '{"input":1,"category":"bug"}', ['category: "bug" is not valid in a case']],
    ['a link that is none', '{"input":1,"bug_link":["no"]}', ['bug_link: a list is not valid in a case']],
    [
      'an assertion with a field too many',
      '{"input":1,"assert":[{"type":"equals","x":1}]}',
      ['assert: a list is not valid in a case'],
    ],
    ['a key of the prototype', '{"input":1,"__proto__":{"title":"x"}}', ['__proto__: a case has no such field']],
    ['half a character', '{"input":1,"title":"\\ud800"}', ['title: it has half of a surrogate pair']],
    [
      'a number out of range',
      '{"input":1,"expected_output":1e999}',
      ['expected_output: it has Infinity, which is no JSON number'],
    ],
    [
      'a number that is rounded',
      '{"input":1,"title":"n","repeat":2,"source":{"format":"x","at":"12345678901234567"},"expected_output":12345678901234567}',
      ['the number "12345678901234567" does not fit a JSON number exactly and is rounded'],
    ],
    [
      'a rounded number behind a long text',
      `{"input":1,"title":"${'\\\\\\"'.repeat(2_000_000)}","expected_output":-12345678901234567}`,
      ['the number "12345678901234567" does not fit a JSON number exactly and is rounded'],
    ],
    [
      'a nest too deep',
      `{"input":1,"expected_output":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      ['expected_output: it is nested deeper than 500 levels'],
    ],
  ])('lists %s as lost', (_, text, lost) => {
    const imported = only(text, 'x', 'jsonl')
    expect(imported.lost).toEqual(lost)
    expect(imported.one.input).toBe(1)
  })
})

describe('a promptfoo test', () => {
  it.each<[string, object, object]>([
    ['one variable named question is the input', { vars: { question: 'a' } }, { input: 'a' }],
    ['one variable of another name is kept by name', { vars: { topic: 'a' } }, { input: { topic: 'a' } }],
    ['several variables are the input', { vars: { input: 'a', n: 1 } }, { input: { input: 'a', n: 1 } }],
    ['the description is the title', { description: 'Too late', vars: { input: 1 } }, { title: 'Too late', input: 1 }],
    [
      'a lone equals is the expected output',
      { vars: { input: 1 }, assert: [{ type: 'equals', value: { a: 1 } }] },
      { input: 1, expected_output: { a: 1 } },
    ],
    [
      'a lone not-equals is an assertion',
      { vars: { input: 1 }, assert: [{ type: 'not-equals', value: 1 }] },
      { input: 1, assert: [{ type: 'not-equals', value: 1 }] },
    ],
    [
      'metadata that a case has is carried',
      { vars: { input: 1 }, metadata: { trace_id: 't', bug_link: 'SHOP-1', category: 'policy', shipped_output: 'no' } },
      { input: 1, trace_id: 't', bug_link: 'SHOP-1', category: 'policy', shipped_output: 'no' },
    ],
    [
      'a set without a threshold is its assertions',
      {
        vars: { input: 1 },
        assert: [{ type: 'assert-set', assert: [{ type: 'contains', value: 'a' }, { type: 'is-json' }] }],
      },
      { input: 1, assert: [{ type: 'contains', value: 'a' }, { type: 'is-json' }] },
    ],
    [
      'a plain variable is filled into what is expected',
      { vars: { input: 'x', want: 'b' }, assert: [{ type: 'contains', value: 'a {{ want }}' }] },
      { input: { input: 'x', want: 'b' }, assert: [{ type: 'contains', value: 'a b' }] },
    ],
    [
      'a variable of the prototype is a variable',
      { vars: JSON.parse('{"__proto__":"a"}') },
      { input: JSON.parse('{"__proto__":"a"}') },
    ],
  ])('%s', (_, test, one) => expect(yaml(test)).toEqual({ one, lost: [], at: 'test 1', id: null }))

  it.each<[string, object, unknown]>([
    [
      'levenshtein with its threshold',
      { type: 'levenshtein', value: 'a', threshold: 2 },
      { type: 'levenshtein', value: { value: 'a', threshold: 2 } },
    ],
    ['levenshtein without one', { type: 'levenshtein', value: 'a' }, { type: 'levenshtein', value: 'a' }],
    [
      'texts between commas',
      { type: 'contains-any', value: 'a, "b, c",' },
      { type: 'contains-any', value: ['a', 'b, c'] },
    ],
    ['a list of texts', { type: 'icontains-all', value: ['a', 2] }, { type: 'icontains-all', value: ['a', 2] }],
    ['a schema', { type: 'is-json', value: { type: 'object' } }, { type: 'is-json', value: { type: 'object' } }],
    [
      'a schema that is a text',
      { type: 'contains-json', value: 'type: object' },
      { type: 'contains-json', value: { type: 'object' } },
    ],
    ['words that are counted', { type: 'word-count', value: '12' }, { type: 'word-count', value: 12 }],
    ['words in a range', { type: 'not-word-count', value: { max: 3 } }, { type: 'not-word-count', value: { max: 3 } }],
    ['a refusal', { type: 'is-refusal' }, { type: 'is-refusal' }],
  ])('carries %s', (_, assertion, carried) => {
    const { one, lost } = yaml({ vars: { input: 1 }, assert: [assertion] })
    expect({ assert: one.assert, lost }).toEqual({ assert: [carried], lost: [] })
  })

  it.each<[string, object, string]>([
    ['a model that judges', { type: 'llm-rubric', value: 'nice' }, 'casebook has no assertion "llm-rubric"'],
    ['code', { type: 'javascript', value: 'output > 1' }, 'casebook has no assertion "javascript"'],
    ['a type of the prototype', { type: 'constructor' }, 'casebook has no assertion "constructor"'],
    ['no type', { value: 1 }, 'it has no type of its own'],
    ['a reference', { $ref: '#/assertionTemplates/x' }, 'it has no type of its own'],
    ['a weight of 0', { type: 'contains', value: 'a', weight: 0 }, 'its weight is 0, so it never fails'],
    ['a transform', { type: 'contains', value: 'a', transform: 'output.x' }, 'its transform "output.x" is code'],
    ['a file', { type: 'is-json', value: 'file://s.json' }, 'its value is read from "file://s.json"'],
    ['a template', { type: 'equals', value: '{{ x | upper }}' }, 'its value has the template "{{ x | upper }}"'],
    ['a pattern that is none', { type: 'regex', value: '(' }, 'its pattern "(" does not compile'],
    ['a distance that is none', { type: 'levenshtein', value: 'a', threshold: -1 }, 'its threshold -1 is no distance'],
    ['a value that is missing', { type: 'contains' }, 'it has no value'],
    ['a value of another kind', { type: 'contains-all', value: [] }, 'its value a list is none that casebook reads'],
    [
      'a set with a threshold',
      { type: 'assert-set', threshold: 0.5, assert: [] },
      'an assert-set with a threshold or weight',
    ],
  ])('lists as lost an assertion with %s', (_, assertion, why) => {
    const { one, lost } = yaml({ vars: { input: 1 }, assert: [assertion] })
    expect({ one, lost }).toEqual({ one: { input: 1 }, lost: [`assert 1: ${why}`] })
  })

  it.each<[string, object, readonly string[]]>([
    [
      'a weight and a metric, and carries the assertion',
      { vars: { input: 1 }, assert: [{ type: 'contains', value: 'a', weight: 2, metric: 'm' }] },
      ['assert 1: its metric is not carried over', 'assert 1: its weight is not carried over'],
    ],
    [
      'a threshold, a provider and options',
      { vars: { input: 1 }, threshold: 0.5, provider: 'p', options: { prefix: 'x' } },
      [
        'options.prefix: it is not carried over',
        'threshold: it is not carried over',
        'provider: it is not carried over',
      ],
    ],
    [
      'metadata that a case has not',
      { vars: { input: 1 }, metadata: { owner: 'x', input: 2 } },
      ['metadata.owner: a case has no such field', 'metadata.input: it is not carried over'],
    ],
    [
      'a variable that is a template',
      { vars: { input: '{{ env.HOME }}' } },
      ['vars.input: promptfoo would render the template "{{ env.HOME }}"'],
    ],
    [
      'a variable that is a file',
      { vars: { input: 'file://a.txt' } },
      ['vars.input: "file://a.txt" is read from elsewhere, so the input stays open'],
    ],
    [
      'variables that are a file',
      { vars: 'vars.yaml', assert: [] },
      ['vars: they are "vars.yaml", read from elsewhere'],
    ],
    ['no variables', { assert: [{ type: 'is-json' }] }, ['vars: there are none, so the input stays open']],
    [
      'a title of two lines',
      { description: 'a\nb', vars: { input: 1 } },
      ['description as title: "a\nb" is not valid in a case'],
    ],
  ])('lists as lost %s', (_, test, lost) => expect(yaml(test).lost).toEqual(lost))
})

describe('a promptfoo file', () => {
  it('works the default test in, and lists what belongs to the file with the first test', () => {
    const text = [
      'prompts: ["{{q}}"]',
      'defaultTest:\n  assert: &shared\n    - type: is-json\n  vars: {lang: en}\n  metadata: {category: policy}',
      'tests:\n  - vars: {q: a}\n    assert: *shared\n  - file://more.yaml\n  - vars: {lang: fr}',
    ].join('\n')
    expect(parseImport(text, 'x.yaml', 'promptfoo')).toEqual([
      {
        one: { input: { lang: 'en', q: 'a' }, assert: [{ type: 'is-json' }, { type: 'is-json' }], category: 'policy' },
        lost: ['configuration: its prompts is not carried over', 'test 2: it is "file://more.yaml", not a test'],
        at: 'test 1',
        id: null,
      },
      {
        one: { input: { lang: 'fr' }, assert: [{ type: 'is-json' }], category: 'policy' },
        lost: [],
        at: 'test 3',
        id: null,
      },
    ])
  })

  it('makes a case of each combination of listed variables', () => {
    const imported = parseImport('- vars: {a: [x, y], b: [1, 2]}', 'x.yaml', 'promptfoo')
    expect(imported.map(({ one, at }) => [one.input, at])).toEqual([
      [{ a: 'x', b: [1, 2] }, 'test 1, combination 1'],
      [{ a: 'y', b: [1, 2] }, 'test 1, combination 2'],
    ])
  })

  it('leaves a list alone where expansion is off', () => {
    expect(only('- vars: {a: [x, y]}\n  options: {disableVarExpansion: true}').one.input).toEqual({ a: ['x', 'y'] })
  })

  it('reads a test a line', () => {
    const imported = parseImport('{"vars":{"input":1}}\n\n{"vars":{"input":2}}\n', 'x.jsonl', 'promptfoo')
    expect(imported.map(({ one }) => one.input)).toEqual([1, 2])
  })
})

describe('a promptfoo table', () => {
  it('reads columns of every kind', () => {
    const header =
      'question,__expected1,__expected2,__description,__metadata:tags[],__metadata:trace_id,__metric,__prefix'
    const row = '"What, now?\nSay ""it""","contains-any: a, b",is-json,Title,"x, y\\, z",t-1,m,p'
    expect(csv(`\ufeff${header}\r\n${row}\r\n\r\n`)).toEqual([
      {
        one: {
          input: 'What, now?\nSay "it"',
          ...{ title: 'Title', trace_id: 't-1', tags: ['x', 'y, z'] },
          assert: [{ type: 'contains-any', value: ['a', 'b'] }, { type: 'is-json' }],
        },
        lost: ['__metric: it is not carried over', '__prefix: it is not carried over'],
        at: 'line 3',
        id: null,
      },
    ])
  })

  it.each<[string, string, object | null, readonly string[]]>([
    ['a plain text is what the output equals', 'Paris', { expected_output: 'Paris' }, []],
    ['a text with a colon is too', 'note: Paris', { expected_output: 'note: Paris' }, []],
    ['equals by name', 'equals: Paris', { expected_output: 'Paris' }, []],
    ['a not-', 'not-contains: sorry', { assert: [{ type: 'not-contains', value: 'sorry' }] }, []],
    [
      'a distance',
      'levenshtein(3): abc',
      { assert: [{ type: 'levenshtein', value: { value: 'abc', threshold: 3 } }] },
      [],
    ],
    ['similar is lost', 'similar(0.8): x', null, ['assert 1: casebook has no assertion "similar"']],
    ['fn is lost', 'fn: output.length', null, ['assert 1: casebook has no assertion "javascript"']],
    ['grade is lost', 'grade: is nice', null, ['assert 1: casebook has no assertion "llm-rubric"']],
    ['a file of code is lost', 'file://x.js', null, ['assert 1: casebook has no assertion "javascript"']],
    ['an empty cell is nothing', '  ', null, []],
  ])('%s', (_, cell, fields, lost) => {
    expect(csv(`input,__expected\nq,"${cell}"\n`)).toEqual([
      { one: { input: 'q', ...fields }, lost, at: 'line 2', id: null },
    ])
  })

  it('gives an assertion the threshold of its own column', () => {
    const [first] = csv('input,__expected1,__expected2,__config:__expected2:threshold\nq,contains:a,levenshtein:b,4\n')
    expect(first!.one.assert).toEqual([
      { type: 'contains', value: 'a' },
      { type: 'levenshtein', value: { value: 'b', threshold: 4 } },
    ])
  })
})

describe('what is not readable', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`)}]`).join('\n')}\n`
  it.each<[string, string, string, ImportFormat, string, string, number | undefined]>([
    [
      'a line that is no JSON',
      '{"input":1}\n{"input":\n',
      'x.jsonl',
      'jsonl',
      'import-line',
      'line 2 is not JSON: "{"input":"',
      2,
    ],
    ['a line that is no object', '[1]', 'x.jsonl', 'jsonl', 'import-line', 'line 1 is a list, not a JSON object', 1],
    ['a test that is no JSON', '{"vars":{}}\n{', 'x.jsonl', 'promptfoo', 'import-line', 'line 2 is not JSON', 2],
    ['no lines', '\n \n', 'x.jsonl', 'jsonl', 'import-empty', '"x.jsonl" holds no tests', undefined],
    ['no tests', 'prompts: [a]', 'x.yaml', 'promptfoo', 'import-empty', '"x.yaml" holds no tests', undefined],
    ['a header alone', 'a,__expected\n', 'x.csv', 'promptfoo', 'import-empty', '"x.csv" holds no tests', undefined],
    ['a text', 'hello', 'x.yaml', 'promptfoo', 'import-empty', '"x.yaml" holds no tests', undefined],
    [
      'YAML that breaks off',
      'tests:\n  - vars: {a: 1\n',
      'x.yaml',
      'promptfoo',
      'import-yaml',
      '"x.yaml" is not YAML: flow map in block collection must be sufficiently indented and end with a }',
      3,
    ],
    [
      'YAML with a key twice',
      'tests: []\ntests: []\n',
      'x.yaml',
      'promptfoo',
      'import-yaml',
      '"x.yaml" has the key "tests" twice',
      2,
    ],
    [
      'two documents',
      'a: 1\n---\nb: 1\n',
      'x.yaml',
      'promptfoo',
      'import-yaml',
      '"x.yaml" holds more than one document',
      2,
    ],
    [
      'YAML nested deep',
      '['.repeat(50_000),
      'x.yaml',
      'promptfoo',
      'import-yaml',
      '"x.yaml" is nested deeper than 512 levels',
      undefined,
    ],
    [
      'aliases that multiply',
      bomb,
      'x.yaml',
      'promptfoo',
      'import-yaml',
      '"x.yaml" has aliases that grow out of bounds or lead nowhere',
      undefined,
    ],
    [
      'an alias that leads nowhere',
      'tests: *x\n',
      'x.yaml',
      'promptfoo',
      'import-yaml',
      '"x.yaml" has aliases that grow out of bounds or lead nowhere',
      undefined,
    ],
    [
      'too much YAML',
      `# ${'x'.repeat(4 * 1024 * 1024)}`,
      'x.yaml',
      'promptfoo',
      'import-yaml',
      '"x.yaml" is more than 4 MiB of YAML',
      undefined,
    ],
    [
      'too large a file',
      ' '.repeat(32 * 1024 * 1024 + 1),
      'x.jsonl',
      'jsonl',
      'import-size',
      '"x.jsonl" is larger than 32 MiB',
      undefined,
    ],
    [
      'a quote that stays open',
      'a,__expected\nq,b\nq,"c\nd\ne\n',
      'x.csv',
      'promptfoo',
      'import-csv',
      'line 3 opens a quote that is never closed',
      3,
    ],
    [
      'a quote in a cell',
      'a,b\nq,c"d\n',
      'x.csv',
      'promptfoo',
      'import-csv',
      'line 2 has a quote inside a cell that does not begin with one',
      2,
    ],
    [
      'text after a quote',
      'a,b\nq,"c"d\n',
      'x.csv',
      'promptfoo',
      'import-csv',
      'line 2 has text after a closing quote',
      2,
    ],
    [
      'a row too wide',
      'a,b\n1,2\n1,2,3\n',
      'x.csv',
      'promptfoo',
      'import-csv',
      'line 3 has not as many cells as the header',
      3,
    ],
    [
      'a row too large',
      `a,b\n1,"${'x'.repeat(5 * 1024 * 1024)}`,
      'x.csv',
      'promptfoo',
      'import-csv',
      'line 2 is in a row of more than 4 MiB',
      2,
    ],
    [
      'variables that multiply',
      `- vars: {${[...'abcdef'].map((key) => `${key}: [${Array(10).fill('x')}]`)}}`,
      'x.yaml',
      'promptfoo',
      'import-combinations',
      'the variables of "x.yaml" combine to more than 100000 tests',
      undefined,
    ],
  ])('%s is a problem', (_, text, name, format, code, message, line) => {
    const problem = problemOf(() => parseImport(text, name, format))
    expect({
      code: problem.code,
      message: problem.message,
      line: problem.line,
      path: problem.path,
      kind: problem.kind,
    }).toEqual({
      ...{ code, message, line, path: name, kind: 'invalid' },
    })
    expect(problem.hints).toHaveLength(1)
  })

  it('an alias to itself is lost, not followed', () => {
    const { one, lost } = only('- vars: &a {b: *a, c: *a}\n  description: x\n')
    expect({ one, lost }).toEqual({ one: { title: 'x' }, lost: ['vars: it is nested deeper than 500 levels'] })
  })
})

function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (problem) {
    if (problem instanceof Problem) return problem
    throw problem
  }
  throw new Error('nothing was thrown')
}
