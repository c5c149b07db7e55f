import { join } from 'node:path'
import { fillText, fillVariables } from '../config/environment.ts'
import type { Config, TargetConfig } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import { type HttpLaunch, httpPeer } from '../target/http.ts'
import { OncePerCase } from '../target/once.ts'
import type { StartPeer } from '../target/peer.ts'
import { type Launch, processPeer } from '../target/process-peer.ts'
import type { Target } from '../target/types.ts'
import { USUAL_WINDOW } from '../target/window.ts'
import { type PoolLimits, WorkerPool } from '../target/worker-pool.ts'
import { childEnvironment } from './child-environment.ts'

type Place = Omit<Launch, 'command'>

/** The configured target; none is a `Problem` that says how to fill it in. */
export function requireTarget(config: Config): TargetConfig {
  if (config.target) return config.target
  throw invalid('no-target', 'the target is left to fill in: casebook does not know how to ask your product', {
    path: config.file,
    hints: ['target: {command: [python, -u, -m, app.regress]}'],
  })
}

/** Opens the target in the checkout at `root`; its processes are started in the configuration's folder. */
export function openTarget(ports: Ports, config: Config, root: string): Target {
  const target = requireTarget(config)
  const env = childEnvironment(ports.env, fillVariables(target.env, ports.env, config.file))
  const place = { cwd: join(root, config.folder), env }
  if (target.kind === 'command' && target.mode === 'once') return openOnce(ports, target, place)
  if (target.kind === 'http') return openHttp(ports, config, target, place)
  const launch =
    target.module === null
      ? { ...place, command: target.command }
      : { ...place, ...ports.moduleHost(join(place.cwd, target.module)) }
  return openPool(ports, processPeer(launch, ports.processes, ports.clock), target)
}

function openOnce(
  ports: Ports,
  { command, timeoutMs, workers, concurrency, output }: TargetConfig,
  place: Place,
): Target {
  const limits = { timeoutMs, parallel: workers * (concurrency ?? USUAL_WINDOW), output }
  return new OncePerCase({ ...place, command }, ports.processes, ports.clock, limits)
}

/** One server takes all requests, each of which watches its own time. */
function openHttp(ports: Ports, config: Config, target: TargetConfig, place: Place): Target {
  const peer = httpPeer(readHttp(ports, config, target, place), {
    send: ports.sendHttp,
    processes: ports.processes,
    clock: ports.clock,
  })
  return openPool(ports, peer, {
    workers: 1,
    concurrency: target.workers * (target.concurrency ?? USUAL_WINDOW),
    timeoutMs: Number.POSITIVE_INFINITY,
  })
}

function openPool(ports: Ports, start: StartPeer, limits: PoolLimits): Target {
  const pool = new WorkerPool(start, ports.clock, limits, (line) => ports.processes.relay(line))
  pool.warm()
  return pool
}

function readHttp({ env }: Ports, config: Config, target: TargetConfig, place: Place): HttpLaunch {
  const http = target.http!
  const urlOf = (text: string): string => requireUrl(text, fillText(text, env, config.file), config.file)
  return {
    url: urlOf(http.url),
    ready: http.ready === null ? null : urlOf(http.ready),
    headers: requireHeaders(fillVariables(http.headers, env, config.file), config.file),
    start: http.start && { ...place, command: http.start },
    timeoutMs: target.timeoutMs,
  }
}

/** The message shows the url as it was written: what was filled in may be a secret. */
function requireUrl(written: string, url: string, path: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw invalid('bad-url', `the target's url "${written}" is not an http or https one`, {
    path,
    hints: ['target: {http: {url: "http://127.0.0.1:8000/ask"}}'],
  })
}

function requireHeaders(headers: Readonly<Record<string, string>>, path: string): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers))
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw invalid(
        'bad-header',
        `the target's header "${name}" can't be sent: its name or its value has a character that no header may have`,
        {
          path,
          hints: ['look for a line end at the end of the value'],
        },
      )
  return headers
}
