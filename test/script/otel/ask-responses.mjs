// A product that asks OpenAI's Responses API, and runs the tool it is told to.
import OpenAI from 'openai'
import { support } from './support.mjs'

const { QUESTION, TOOLS } = process.env
const openai = new OpenAI()
const tools = [{ type: 'function', name: 'find_order', strict: false, parameters: { type: 'object', properties: {} } }]
const input = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: QUESTION },
]

async function answer() {
  const { output } = await openai.responses.create({ model: 'gpt-4o-mini', input, ...(TOOLS && { tools }) })
  const calls = output.filter(({ type }) => type === 'function_call')
  if (calls.length === 0) return
  const results = calls.map(({ call_id }) => ({ type: 'function_call_output', call_id, output: 'bought in May' }))
  input.push(...output, ...results)
  await answer()
}

await support(answer)
