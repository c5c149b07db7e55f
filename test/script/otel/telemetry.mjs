// Loaded with `node --import` before a traced program: OpenTelemetry as a product sets it up.
import { register } from 'node:module'
import { OpenAIInstrumentation as OpenInference } from '@arizeai/openinference-instrumentation-openai'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)

const tracerProvider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] })
const loggerProvider = new LoggerProvider({
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
})
tracerProvider.register()

if (process.env.INSTRUMENTATION === 'genai')
  registerInstrumentations({ instrumentations: [new OpenAIInstrumentation()], tracerProvider, loggerProvider })
// Its own hook does not see modules that are imported: its documentation wants the class handed over.
if (process.env.INSTRUMENTATION === 'openinference')
  new OpenInference({ tracerProvider }).manuallyInstrument((await import('openai')).default)

process.once('beforeExit', async () => {
  await Promise.all([tracerProvider.shutdown(), loggerProvider.shutdown()])
})
