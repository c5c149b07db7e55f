import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Loopback {
  readonly url: string
  close(): Promise<void>
}

/** What a server answers to the body posted to a path; undefined where it knows no such path. */
export type Reply = (path: string, body: string) => unknown

/** Starts a server on the loopback interface, on a port that the system chooses, which answers JSON. */
export async function startLoopback(reply: Reply): Promise<Loopback> {
  const server = createServer((request, response) => void respond(request, response, reply))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const answer = reply(request.url ?? '', Buffer.concat(chunks).toString())
  response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer ?? { error: { message: `no ${request.url}` } }))
}
