import { expect, it } from 'vitest'
import { exportJsonl } from '../../../lib/exchange/export-jsonl.ts'

it('writes a case a line, the fields of the form first', () => {
  const one = {
    ...({
      title: 'T',
      id: 'reg-2026-11-22-3f9a1c',
      category: 'invariant',
      captured_at: '2026-11-22',
      captured_by: 'Ada',
    } as const),
    ...{ bug_link: 'SHOP-1', input: { b: 1, a: '\n' }, trace_id: 't', expected_output: null, tags: ['x'] },
  }
  expect(exportJsonl([{ tier: 'full', one }])).toEqual({
    text: '{"id":"reg-2026-11-22-3f9a1c","trace_id":"t","input":{"b":1,"a":"\\n"},"expected_output":null,"category":"invariant","bug_link":"SHOP-1","captured_by":"Ada","captured_at":"2026-11-22","title":"T","tags":["x"],"tier":"full"}\n',
    lost: [],
  })
})

it('writes nothing for no cases', () => expect(exportJsonl([])).toEqual({ text: '', lost: [] }))
