import type { Json } from '../case/types.ts'
import { decodeContainer } from './decode-json.ts'
import { fieldOf, isObject, textOf } from './field.ts'
import { joinStream } from './stream.ts'

/** The bodies of one recorded HTTP exchange with a model's API; headers are never read. */
export interface Exchange {
  readonly request: Json
  readonly response: Json
  readonly url: string | null
}

/**
 * Finds the bodies in a record: `{request, response}` (bodies themselves, or under `body`), an entry of a HAR file
 * or of a VCR cassette, or a request and a response in one object. A body may be a text, and that a stream of events.
 */
export function readExchange(record: Json): Exchange {
  const request = fieldOf(record, 'request', 'req')
  const response = fieldOf(record, 'response', 'res', 'completion')
  const url = textOf(request, 'url', 'uri') ?? textOf(record, 'url')
  return {
    request: request === null ? record : bodyOf(request),
    response: response === null ? record : bodyOf(response),
    url,
  }
}

function bodyOf(side: Json): Json {
  const content = fieldOf(side, 'content')
  const body = fieldOf(side, 'body', 'postData', 'json') ?? (isObject(content) ? content : side)
  const text = typeof body === 'string' ? body : wrappedText(body)
  return text === null ? body : (joinStream(text) ?? decodeContainer(text))
}

/** Recorders wrap a body's text: VCR as `{string}`, HAR as `{text, mimeType}`. */
const wrappedText = (body: Json): string | null =>
  textOf(body, 'string') ?? (textOf(body, 'mimeType') === null ? null : textOf(body, 'text'))

/** Returns the text of an API's error body, `{error: {message}}`, or null. */
export function errorOfBody(body: Json): string | null {
  const error = fieldOf(body, 'error')
  return typeof error === 'string' && error !== '' ? error : textOf(error, 'message', 'type', 'code')
}
