// A product on the Vercel AI SDK, which traces itself and runs the tool on its own.
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, jsonSchema, stepCountIs, tool } from 'ai'
import { support } from './support.mjs'

const { QUESTION, TOOLS, OPENAI_BASE_URL } = process.env
const openai = createOpenAI({ baseURL: OPENAI_BASE_URL })
const find_order = tool({
  inputSchema: jsonSchema({ type: 'object', properties: {} }),
  execute: () => 'bought in May',
})

const answer = () =>
  generateText({
    model: openai.chat('gpt-4o-mini'),
    system: 'Be kind.',
    prompt: QUESTION,
    ...(TOOLS && { tools: { find_order } }),
    stopWhen: stepCountIs(3),
    experimental_telemetry: { isEnabled: true },
  })

await support(answer)
