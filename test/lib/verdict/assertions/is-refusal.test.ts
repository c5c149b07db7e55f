import { itJudges } from '../ask.ts'

const said = (content: string) => ({ role: 'assistant', content })

itJudges('is-refusal', [
  ['takes a refusal', undefined, "I'm sorry, but I can't help with that.", 'pass'],
  ['takes an empty output', undefined, ' ', 'pass'],
  ['refuses an answer', undefined, 'It is 4.', 'failed: the output "It is 4." is not a refusal'],
  ['does not take null, which is data', undefined, null, 'failed: the output null is not a refusal'],
  ['reads the content of a message', undefined, said('I cannot do this.'), 'pass'],
  [
    'reads the text parts of a message',
    undefined,
    { content: [{ type: 'text', text: 'I will not do this.' }] },
    'pass',
  ],
  ['takes an empty message', undefined, said(''), 'pass'],
  ['takes a message that declares a refusal', undefined, { role: 'assistant', content: null, refusal: 'No.' }, 'pass'],
  [
    'refuses a message that answers',
    undefined,
    said('4'),
    'failed: the output {"role":"assistant","content":"4"} is not a refusal',
  ],
  [
    'refuses a message that only calls tools',
    undefined,
    { content: '', tool_calls: [] },
    'failed: the output {"content":"","tool_calls":[]} is not a refusal',
  ],
])
