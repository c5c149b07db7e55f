import { type Loopback, startLoopback } from './loopback.ts'

export interface Collector extends Loopback {
  /** Every export request so far, one a line: what the collector's file exporter writes. */
  text(): string
}

const PATHS = ['/v1/traces', '/v1/logs']

/** Starts an OTLP receiver that keeps the bytes it was sent. */
export async function startCollector(): Promise<Collector> {
  const received: string[] = []
  const loopback = await startLoopback((path, body) => {
    if (!PATHS.includes(path)) return undefined
    received.push(body)
    return {}
  })
  return { ...loopback, text: () => received.map((body) => `${body}\n`).join('') }
}
