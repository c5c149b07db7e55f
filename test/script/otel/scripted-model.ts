import { type Loopback, startLoopback } from './loopback.ts'

export const ANSWER = 'No, only within 30 days.'
/** The one call the model makes where tools are on offer, before it answers. */
export const CALL = { id: 'call_1', name: 'find_order', arguments: { order: 1007 } } as const

interface Asked {
  readonly model: string
  readonly messages?: readonly { readonly role: string }[]
  readonly input?: readonly { readonly type?: string }[]
  readonly tools?: readonly unknown[]
}

/** Starts a server with OpenAI's two endpoints: it answers, but calls the tool first where there is one. */
export function startScriptedModel(): Promise<Loopback> {
  return startLoopback((path, body) => {
    const asked = JSON.parse(body) as Asked
    if (path === '/v1/chat/completions') return completion(asked)
    if (path === '/v1/responses') return response(asked)
    return undefined
  })
}

const ARGUMENTS = JSON.stringify(CALL.arguments)

function completion({ model, messages = [], tools }: Asked): unknown {
  const calls = tools !== undefined && !messages.some(({ role }) => role === 'tool')
  const call = { id: CALL.id, type: 'function', function: { name: CALL.name, arguments: ARGUMENTS } }
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_767_600_000,
    model: `${model}-2024-07-18`,
    choices: [
      {
        index: 0,
        finish_reason: calls ? 'tool_calls' : 'stop',
        logprobs: null,
        message: {
          role: 'assistant',
          content: calls ? null : ANSWER,
          refusal: null,
          ...(calls ? { tool_calls: [call] } : {}),
        },
      },
    ],
    usage: { prompt_tokens: 21, completion_tokens: 7, total_tokens: 28 },
  }
}

function response({ model, input = [], tools = [] }: Asked): unknown {
  const calls = tools.length > 0 && !input.some(({ type }) => type === 'function_call_output')
  const call = { type: 'function_call', id: 'fc_1', call_id: CALL.id, name: CALL.name, arguments: ARGUMENTS }
  const text = { type: 'output_text', text: ANSWER, annotations: [] }
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_767_600_000,
    status: 'completed',
    model: `${model}-2024-07-18`,
    output: [
      calls
        ? { ...call, status: 'completed' }
        : { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [text] },
    ],
    usage: { input_tokens: 21, output_tokens: 7, total_tokens: 28 },
  }
}
