import { trace } from '@opentelemetry/api'

/** Answers a customer in a span of the product's own, and prints that span's ids. */
export const support = (work) =>
  trace.getTracer('shop').startActiveSpan('support', async (span) => {
    await work()
    span.end()
    console.log(JSON.stringify(span.spanContext()))
  })
