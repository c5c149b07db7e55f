import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { startCollector } from './collector.ts'
import { startScriptedModel } from './scripted-model.ts'

export interface Product {
  readonly name: string
  readonly program: URL
  readonly instrumentation: 'genai' | 'openinference' | 'none'
}

const CHAT = new URL('./ask-chat.mjs', import.meta.url)
const RESPONSES = new URL('./ask-responses.mjs', import.meta.url)
const AI_SDK = new URL('./ask-ai-sdk.mjs', import.meta.url)
const TELEMETRY = new URL('./telemetry.mjs', import.meta.url)

/** Every way here to make OTLP: a real client, and what makes spans of its calls. */
export const PRODUCTS: readonly Product[] = [
  { name: 'openai, chat, by OpenTelemetry', program: CHAT, instrumentation: 'genai' },
  { name: 'openai, responses, by OpenTelemetry', program: RESPONSES, instrumentation: 'genai' },
  { name: 'openai, chat, by OpenInference', program: CHAT, instrumentation: 'openinference' },
  { name: 'openai, responses, by OpenInference', program: RESPONSES, instrumentation: 'openinference' },
  { name: 'ai, by its own telemetry', program: AI_SDK, instrumentation: 'none' },
]

export interface Traced {
  /** What the collector received, one export request a line. */
  readonly otlp: string
  /** The ids of the product's own span, around its model calls. */
  readonly traceId: string
  readonly spanId: string
}

/** Runs a product that is asked a question, against a scripted model, and returns what its SDK exported. */
export async function runTraced(product: Product, question: string, tools: boolean): Promise<Traced> {
  const [model, collector] = await Promise.all([startScriptedModel(), startCollector()])
  try {
    const printed = await runNode(product.program, {
      INSTRUMENTATION: product.instrumentation,
      QUESTION: question,
      TOOLS: tools ? '1' : '',
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: `${model.url}/v1`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
    })
    const { traceId, spanId } = JSON.parse(printed) as { traceId: string; spanId: string }
    return { otlp: collector.text(), traceId, spanId }
  } finally {
    await Promise.all([model.close(), collector.close()])
  }
}

/** The environment is these variables alone: no key, proxy or setting of this machine reaches the product. */
async function runNode(program: URL, env: Readonly<Record<string, string>>): Promise<string> {
  const args = ['--import', TELEMETRY.href, fileURLToPath(program)]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  if (code !== 0) throw new Error(`${fileURLToPath(program)} exited with ${code}: ${err}`)
  return out
}
