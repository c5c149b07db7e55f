import type { Json } from '../../../../lib/case/types.ts'
import { itJudges } from '../ask.ts'

const call = (name: Json, given: Json) => ({ id: 'c', type: 'function', function: { name, arguments: given } })
const parameters = { type: 'object', properties: { order: { type: 'integer' } }, required: ['order'] }
const tools: Json = [
  { type: 'function', function: { name: 'refund', parameters } },
  { type: 'function', name: 'flat', parameters },
  { name: 'bare' },
]
const not = (fault: string) => `failed: the output is not a valid tools call: ${fault}`

itJudges('is-valid-openai-tools-call', [
  ['takes a list of calls', undefined, [call('refund', '{}'), call('other', '{"a":1}')], 'pass'],
  ['takes a message with tool_calls', undefined, { role: 'assistant', tool_calls: [call('refund', '{}')] }, 'pass'],
  ['refuses a text', undefined, 'refund()', not('"refund()" is not a list of calls')],
  ['refuses an empty list', undefined, [], not('[] is not a list of calls')],
  [
    'refuses a message without calls',
    undefined,
    { role: 'assistant' },
    not('{"role":"assistant"} is not a list of calls'),
  ],
  ['refuses another type of call', undefined, [{ type: 'custom' }], not('{"type":"custom"} is not of type "function"')],
  [
    'refuses a call without a name',
    undefined,
    [call(7, '{}')],
    not('{"id":"c","type":"function","function":{"name":7,"arguments":"{}"}} names no function'),
  ],
  [
    'refuses arguments that do not parse',
    undefined,
    [call('refund', '{a}')],
    not('the arguments of "refund" are not the text of a JSON object: "{a}"'),
  ],
  [
    'refuses arguments that are no text',
    undefined,
    [call('refund', {})],
    not('the arguments of "refund" are not the text of a JSON object: {}'),
  ],
  [
    'refuses arguments that are no object',
    undefined,
    [call('refund', '[]')],
    not('the arguments of "refund" are not the text of a JSON object: "[]"'),
  ],
  ['takes arguments that satisfy the schema', tools, [call('refund', '{"order":1}')], 'pass'],
  ['reads flat definitions too', tools, [call('flat', '{"order":1}')], 'pass'],
  ['takes any arguments of a tool without a schema', tools, [call('bare', '{"x":1}')], 'pass'],
  [
    'refuses arguments that do not',
    tools,
    [call('refund', '{"order":"1"}')],
    not('the arguments of "refund" do not satisfy its schema: /order must be integer'),
  ],
  [
    'refuses the second call for the first',
    tools,
    [call('bare', '{}'), call('refund', '{}')],
    not('the arguments of "refund" do not satisfy its schema: must have required property \'order\''),
  ],
  [
    'refuses a tool that is not defined',
    tools,
    [call('rm', '{}')],
    not('"rm" is not among the tools ["refund","flat","bare"]'),
  ],
])
