import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sendHttp } from '../../../lib/adapters/http-client.ts'
import type { HttpRequest } from '../../../lib/ports.ts'

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function aRawServer(said: string): Promise<string> {
  const server = createTcpServer((socket) => socket.on('error', () => {}).end(said))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const never = new AbortController().signal
const send = (url: string, changed: Partial<HttpRequest> = {}, signal = never) =>
  sendHttp({ method: 'POST', url, headers: {}, body: '{}', limit: 100, ...changed }, signal)

describe('the http client', () => {
  it('sends method, path, headers and body', async () => {
    const url = await aServer(async (request, response) => {
      const body = (await request.toArray()).join('')
      const { authorization, 'content-length': length, 'accept-encoding': encoding } = request.headers
      response.end(JSON.stringify([request.method, request.url, authorization, length, encoding, body]))
    })
    const reply = await send(`${url}/ask?x=1`, { headers: { Authorization: 'Bearer ä' }, body: '"ü"' })
    expect(reply).toMatchObject({ kind: 'answer', status: 200 })
    expect(JSON.parse(Buffer.from((reply as { body: Uint8Array }).body).toString())).toEqual([
      'POST',
      '/ask?x=1',
      'Bearer ä',
      '4',
      'identity',
      '"ü"',
    ])
  })

  it('hands over a redirect instead of following it', async () => {
    let asked = 0
    const url = await aServer((_, response) => {
      asked++
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await send(url)).toMatchObject({ kind: 'answer', status: 302 })
    expect(asked).toBe(1)
  })

  it.each([
    ['of the limit', 100, 'answer'],
    ['of one byte more', 101, 'too-large'],
  ])('judges a body %s', async (_, size, kind) => {
    const url = await aServer((_request, response) => response.end('x'.repeat(size)))
    expect((await send(url)).kind).toBe(kind)
  })

  it('gives up a body that has no end at the limit', async () => {
    const url = await aServer((_, response) => {
      const more = (): void =>
        void (response.write('x'.repeat(1000)) ? setImmediate(more) : response.once('drain', more))
      more()
    })
    expect(await send(url, { limit: 1_000_000 })).toEqual({ kind: 'too-large' })
  })

  it.each([
    ['without any answer', (_request, response) => response.socket?.destroy(), 'socket hang up'],
    [
      'in the middle of one',
      (_request, response) => void response.writeHead(200).write('x', () => response.socket?.destroy()),
      'aborted',
    ],
  ] as [string, RequestListener, string][])('tells of a connection that is closed %s', async (_, listener, detail) => {
    expect(await send(await aServer(listener))).toEqual({ kind: 'failed', detail })
  })

  it.each([
    ['what is no http', 'SSH-2.0-OpenSSH\r\n', /Parse Error/],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', /./],
    ['fewer bytes than were announced', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nx', /aborted/],
  ])('tells of %s', async (_, said, detail) => {
    expect(await send(await aRawServer(said))).toEqual({ kind: 'failed', detail: expect.stringMatching(detail) })
  })

  it.each([
    ['a refused connection', 'http://127.0.0.1:1/', /ECONNREFUSED/],
    ['a refused connection of a name with several addresses', 'http://localhost:1/', /ECONNREFUSED/],
    ['a server that speaks no TLS', 'https', /./],
    ['a url that is none', 'http://', /Invalid URL/],
  ])('tells of %s', async (_, url, detail) => {
    const asked = url === 'https' ? (await aRawServer('HTTP/1.1 200 OK\r\n\r\n')).replace('http', 'https') : url
    expect(await send(asked)).toEqual({ kind: 'failed', detail: expect.stringMatching(detail) })
  })

  it('tells of a header that can not be sent', async () => {
    expect(await send('http://127.0.0.1:1/', { headers: { 'x-y': 'a\nb' } })).toEqual({
      kind: 'failed',
      detail: 'Invalid character in header content ["x-y"]',
    })
  })

  it('ends with its signal, before and while it is answered', async () => {
    const abort = new AbortController()
    const url = await aServer((_, response) => {
      response.writeHead(200).write('x')
      abort.abort()
    })
    expect((await send(url, {}, abort.signal)).kind).toBe('failed')
    expect((await send(url, {}, abort.signal)).kind).toBe('failed')
  })
})
