import type { Json } from '../../../../lib/case/types.ts'
import { itJudges, type Row } from '../ask.ts'

const args = { order: 412, full: true }
const text = JSON.stringify(args)
const wanted = { name: 'refund', arguments: { order: 412 } }
const chatCall = (given: Json) => ({ id: 'call_1', type: 'function', function: { name: 'refund', arguments: given } })

const SHAPES: readonly (readonly [string, Json])[] = [
  ['an OpenAI message', { role: 'assistant', content: null, tool_calls: [chatCall(text)] }],
  ['an OpenAI message with arguments that are parsed', { role: 'assistant', tool_calls: [chatCall(args)] }],
  ['a list of OpenAI calls', [chatCall(text)]],
  ['one OpenAI call', chatCall(text)],
  [
    'OpenAI Responses items',
    [
      { type: 'reasoning', summary: [] },
      { type: 'function_call', call_id: 'c', name: 'refund', arguments: text },
    ],
  ],
  [
    'an Anthropic message',
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'One moment' },
        { type: 'tool_use', id: 't', name: 'refund', input: args },
      ],
    },
  ],
  ['a list of Anthropic parts', [{ type: 'tool_use', id: 't', name: 'refund', input: args }]],
  [
    'a list of plain calls',
    [
      { name: 'look_up', arguments: {} },
      { name: 'refund', arguments: args },
    ],
  ],
  ['one plain call', { name: 'refund', arguments: args }],
  [
    'a list of messages',
    [
      { role: 'assistant', content: 'x' },
      { role: 'assistant', tool_calls: [chatCall(text)] },
    ],
  ],
]

itJudges('tool-called', [
  ...SHAPES.map(([shape, output]): Row => [`finds the call in ${shape}`, wanted, output, 'pass']),
  ['takes any arguments where none are asked', { name: 'refund' }, [{ name: 'refund', arguments: 7 }], 'pass'],
  ['takes a call without arguments as one with {}', { name: 'refund', arguments: {} }, [chatCall('')], 'pass'],
  [
    'takes the second call when the first is another',
    wanted,
    [
      { name: 'refund', arguments: { order: 1 } },
      { name: 'refund', arguments: args },
    ],
    'pass',
  ],
  [
    'says which tools were called instead',
    wanted,
    [{ name: 'look_up', arguments: {} }],
    'failed: the output does not call "refund", but ["look_up"]',
  ],
  [
    'says that no tool was called',
    wanted,
    'I refunded it.',
    'failed: the output does not call "refund", nor any other tool',
  ],
  [
    'says where the arguments differ',
    wanted,
    [{ name: 'refund', arguments: { order: 413 } }],
    'failed: the output calls "refund" with other arguments: {"order":413}, where "/order" differs: it is 413, not 412',
  ],
  [
    'does not take arguments that are no JSON',
    wanted,
    [chatCall('{order: 412}')],
    'failed: the output calls "refund" with other arguments: "{order: 412}", where "" differs: it is "{order: 412}", not the object {"order":412}',
  ],
  [
    'does not take the name of a speaker for a call',
    { name: 'refund' },
    { role: 'assistant', name: 'refund', content: 'x' },
    'failed: the output does not call "refund", nor any other tool',
  ],
  [
    'does not take the result of a call for one',
    { name: 'refund' },
    [{ type: 'tool_result', name: 'refund', content: 'x' }],
    'failed: the output does not call "refund", nor any other tool',
  ],
])
