// A product that asks OpenAI's chat completions, and runs the tool it is told to.
import OpenAI from 'openai'
import { support } from './support.mjs'

const { QUESTION, TOOLS } = process.env
const openai = new OpenAI()
const tools = [{ type: 'function', function: { name: 'find_order', parameters: { type: 'object', properties: {} } } }]
const messages = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: QUESTION },
]

async function answer() {
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, ...(TOOLS && { tools }) })
  const { message } = choices[0]
  if (!message.tool_calls) return
  const results = message.tool_calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'bought in May' }))
  messages.push(message, ...results)
  await answer()
}

await support(answer)
