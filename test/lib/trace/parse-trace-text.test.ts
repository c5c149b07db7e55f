import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TRACE_BYTES, parseTraceText } from '../../../lib/trace/parse-trace-text.ts'
import { problemOf } from './real-trace.ts'

describe('the text of a trace', () => {
  const rows = [
    { name: 'is one document when it is JSON', text: ' {"a":\n1}\n', documents: [{ a: 1 }] },
    {
      name: 'is one document a line when it is JSON Lines',
      text: '{"a":1}\n\n{"a":2}\r\n',
      documents: [{ a: 1 }, { a: 2 }],
    },
    { name: 'may start with a byte order mark', text: '\uFEFF{"a":1}', documents: [{ a: 1 }] },
  ]
  it.each(rows)('$name', ({ text, documents }) => expect(parseTraceText(text)).toEqual(documents))

  it('may be nested 512 levels deep', () => {
    expect(parseTraceText('['.repeat(512) + ']'.repeat(512))).toHaveLength(1)
  })

  it('may hold brackets in strings', () => {
    const text = JSON.stringify({ a: `\\"${'['.repeat(600)}` })
    expect(parseTraceText(text)).toEqual([JSON.parse(text)])
  })
})

describe('a text that is no trace', () => {
  const again = ['export the trace again and capture the whole file']
  const asJson = ['export the trace as JSON or JSON Lines']
  const rows = [
    { name: 'is empty', text: ' \n', code: 'trace-empty', message: 'trace is empty', hints: again },
    {
      name: 'is cut off within a string',
      text: '{\n"a": "b',
      code: 'trace-cut-off',
      message: 'trace is cut off at line 2: the JSON does not end',
      hints: again,
    },
    {
      name: 'is cut off within a word',
      text: '{"a":\ntru\n',
      code: 'trace-cut-off',
      message: 'trace is cut off at line 2: the JSON does not end',
      hints: again,
    },
    {
      name: 'is cut off in a line of JSON Lines',
      text: '{"a":1}\n{"a":2}\n{"a":',
      code: 'trace-cut-off',
      message: 'trace is cut off at line 3: the JSON does not end',
      hints: again,
    },
    {
      name: 'is prose',
      text: 'hello there',
      code: 'trace-not-json',
      message: 'trace is not JSON at line 1: unexpected "hello there"',
      hints: asJson,
    },
    {
      name: 'has a comma too many',
      text: '{\n "a": [1,\n 2,\n ]}',
      code: 'trace-not-json',
      message: 'trace is not JSON at line 4: unexpected "]}"',
      hints: asJson,
    },
    {
      name: 'has a bad escape',
      text: '{"a":\n"\\x"}',
      code: 'trace-not-json',
      message: 'trace is not JSON at line 2: unexpected "\\"\\\\x\\"}"',
      hints: asJson,
    },
    {
      name: 'has a bad line among JSON Lines',
      text: '{"a":1}\nnonsense\n{"a":2}',
      code: 'trace-not-json',
      message: 'trace is not JSON at line 2: unexpected "nonsense"',
      hints: asJson,
    },
    {
      name: 'goes on after its end',
      text: '{"a":1} }',
      code: 'trace-not-json',
      message: 'trace is not JSON at line 1: unexpected "}"',
      hints: asJson,
    },
    {
      name: 'is nested deeper than 512 levels',
      text: `{"a":\n${'['.repeat(512)}`,
      code: 'trace-too-deep',
      message: 'trace is nested deeper than 512 levels at line 2',
      hints: ['capture the call alone instead of the whole trace'],
    },
    {
      name: 'is nested ten thousand levels deep',
      text: '['.repeat(10_000) + ']'.repeat(10_000),
      code: 'trace-too-deep',
      message: 'trace is nested deeper than 512 levels at line 1',
      hints: ['capture the call alone instead of the whole trace'],
    },
    {
      name: 'ends in a number of a million digits that is none',
      text: `[${'1'.repeat(1_000_000)}x`,
      code: 'trace-not-json',
      message: 'trace is not JSON at line 1: unexpected "11111111111111111111"',
      hints: asJson,
    },
    {
      name: 'is larger than 32 MiB',
      text: `"${'x'.repeat(MAX_TRACE_BYTES - 1)}"`,
      code: 'trace-too-large',
      message: 'trace is larger than 33554432 bytes (32 MiB)',
      hints: ['export the one trace alone, not the whole project'],
    },
    {
      name: 'is larger than 32 MiB in bytes, not in characters',
      text: `"${'é'.repeat(MAX_TRACE_BYTES / 2)}"`,
      code: 'trace-too-large',
      message: 'trace is larger than 33554432 bytes (32 MiB)',
      hints: ['export the one trace alone, not the whole project'],
    },
  ]
  it.each(rows)('$name', ({ text, code, message, hints }) => {
    expect(problemOf(() => parseTraceText(text))).toEqual({ code: `invalid ${code}`, message, hints })
  })

  it('is cut off, at whatever character a document is cut', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (value, at) => {
        const text = JSON.stringify(value, null, 1)
        const cut = text.slice(0, 1 + (at % (text.length - 1)))
        expect(problemOf(() => parseTraceText(cut)).code).toBe('invalid trace-cut-off')
      }),
    )
  })

  it('never brings down the reader, whatever it is', () => {
    const symbols = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'true', '1', '-', 'e', '\n', ' ', 'x')
    fc.assert(
      fc.property(fc.array(symbols, { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        try {
          parseTraceText(text)
        } catch {
          expect(problemOf(() => parseTraceText(text)).code).toMatch(/^invalid trace-(empty|cut-off|not-json)$/)
        }
      }),
    )
  })
})
