import type { Json } from '../case/types.ts'

/** One turn of a conversation, in the shape OpenAI's chat API uses (what most products take as input). */
export interface Message {
  readonly role: string
  /** Text, or structured parts where the trace had more than text; null where an assistant turn only calls tools. */
  readonly content: Json
  readonly name?: string
  readonly tool_calls?: readonly ToolCall[]
  /** On a `tool` message: which call it answers. */
  readonly tool_call_id?: string
}

export interface ToolCall {
  readonly id?: string
  readonly type: 'function'
  /** `arguments` is the JSON value, parsed where the trace had it as a string that parses. */
  readonly function: { readonly name: string; readonly arguments: Json }
}

/** One model call (or the root unit of work) found in a trace. */
export interface Call {
  readonly span_id: string | null
  readonly parent_id: string | null
  readonly name: string | null
  /** `generation` for a model call, else what the format calls it (`trace`, `chain`, `agent`, `tool`, …). */
  readonly kind: string
  readonly model: string | null
  /** ISO 8601 in UTC, or null where the trace does not say. */
  readonly at: string | null
  /** The conversation asked, or the raw input where it is not a conversation; null when there is none. */
  readonly input: readonly Message[] | Json
  /** The answer: text, an assistant message with tool calls, or any JSON value; null when there is none. */
  readonly output: Json
  /** The error's text where the call failed. */
  readonly error: string | null
}

/** A production trace, whatever made it. `calls[root]` is the call whose conversation is the case. */
export interface Trace {
  readonly format: string
  readonly trace_id: string | null
  readonly calls: readonly Call[]
  readonly root: number
}
