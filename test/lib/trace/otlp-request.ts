/** Builders of OTLP/JSON, in the shape an exporter sends. */
const anyValue = (value: unknown): object => {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: attributes(value as object) } }
}

export const attributes = (of: object): object[] =>
  Object.entries(of).map(([key, value]) => ({ key, value: anyValue(value) }))

export const TRACE_ID = '5b8efff798038103d269b633813fc60c'

export const aSpan = (id: string, of: object, fields: object = {}): object => ({
  traceId: TRACE_ID,
  spanId: id,
  name: 'chat gpt-4o',
  kind: 3,
  startTimeUnixNano: '1763805600000000000',
  endTimeUnixNano: '1763805601000000000',
  attributes: attributes(of),
  status: {},
  ...fields,
})

export const aRequest = (...spans: object[]): object => ({
  resourceSpans: [
    {
      resource: { attributes: attributes({ 'service.name': 'shop' }) },
      scopeSpans: [{ scope: { name: 'openai' }, spans }],
    },
  ],
})

export const ROOT = 'eee19b7ec3c1b173'
export const CHILD = 'eee19b7ec3c1b174'
