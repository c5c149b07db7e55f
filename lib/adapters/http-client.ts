import type { ClientRequest, IncomingMessage } from 'node:http'
import type { HttpReply, HttpRequest, SendHttp } from '../ports.ts'

/**
 * Sends one request by node's own client: no redirect is followed, nothing is decompressed, and no connection is kept, since
 * one that the server has just closed would read as a fault of the product.
 */
export const sendHttp: SendHttp = async (request, signal) => {
  try {
    const { request: open } = await import(request.url.startsWith('https:') ? 'node:https' : 'node:http')
    const { method, headers, body, limit } = request
    const outgoing: ClientRequest = open(request.url, {
      method,
      headers: headersOf({ headers, body }),
      agent: false,
      signal,
    })
    return await replyOf(outgoing, body, limit)
  } catch (error) {
    return { kind: 'failed', detail: reasonOf(error) }
  }
}

function headersOf({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>): Record<string, string> {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return { 'accept-encoding': 'identity', ...Object.fromEntries(named), ...length }
}

const replyOf = (outgoing: ClientRequest, body: string, limit: number): Promise<HttpReply> =>
  new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ kind: 'failed', detail: reasonOf(error) })
    let answered = false
    outgoing.on('error', fail)
    outgoing.on('close', () => answered || fail(new Error('the connection was closed without an answer')))
    outgoing.on('response', (incoming) => {
      answered = true
      readBody(incoming, limit).then(resolve, fail)
    })
    // As bytes: a text would be sent in one piece with the headers, which would then be UTF-8 too.
    outgoing.end(Buffer.from(body))
  })

async function readBody(incoming: IncomingMessage, limit: number): Promise<HttpReply> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return { kind: 'too-large' }
    chunks.push(chunk)
  }
  return { kind: 'answer', status: incoming.statusCode ?? 0, body: Buffer.concat(chunks) }
}

/** A refused name with several addresses has no message of its own: each address has one. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  return first instanceof Error ? first.message : String(first)
}
