import { isAbsolute, join, resolve } from 'node:path'
import type { JsonObject } from '../case/types.ts'
import { fillText, fillVariables } from '../config/environment.ts'
import { inputGlobs } from '../config/input-globs.ts'
import { programFiles } from '../config/program-files.ts'
import type { Config, TargetConfig } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { lookAtRoots } from './look-at-roots.ts'
import { matcherOf } from './matcher-of.ts'
import { mattersToAnswer } from './paths-that-matter.ts'

const CACHE_NAME = 'inputs'
const KEPT = 200

/**
 * A hash of everything that an answer at a commit and its judgement depend on, but the case: the `inputs` by object id, the
 * configuration, the declared environment, programs, runtime and judge. Null where that is not declared, or not known: a
 * server that was started elsewhere, `inputs` that fit no file.
 */
export async function fingerprintTarget(ports: Ports, config: Config, commit: string): Promise<string | null> {
  const { target } = config
  if (!target?.inputs || (target.http && target.http.start === null)) return null
  const inputs = await fingerprintInputs(ports, config, commit)
  if (inputs === null) return null
  const [configuration] = await ports.git.objects([`${commit}:${config.file}`])
  const facts = [
    ['file', config.file, configuration?.oid ?? ''],
    ['inputs', inputs],
    ['environment', ...declaredValues(ports, config, target)],
    ['programs', ...(await programStamps(ports, config, commit))],
    ['runtime', ports.runtime],
  ]
  return ports.fingerprint(JSON.stringify(facts))
}

/** Listing the files costs more the more there are, so what they came to is kept by the trees that hold them. */
async function fingerprintInputs(ports: Ports, config: Config, commit: string): Promise<string | null> {
  const [at, known] = await Promise.all([lookAtRoots(ports, config, commit), ports.cache.read(CACHE_NAME)])
  const asked = [config.folder, config.target!.inputs, config.target!.overlay, programFiles(config)]
  const key = ports.fingerprint(JSON.stringify([asked, at.names, at.oids]))
  const kept = at.isWhole ? known.get(key) : undefined
  const listed = kept ?? (await listInputs(ports, config, commit, at.names))
  if (!kept && at.isWhole) await ports.cache.write(CACHE_NAME, new Map([...[...known].slice(-KEPT), [key, listed]]))
  return listed['count'] === 0 ? null : (listed['digest'] as string)
}

/** `count` is of what the `inputs` themselves fit: none, and something is wrong with them. */
async function listInputs(ports: Ports, config: Config, commit: string, roots: readonly string[]): Promise<JsonObject> {
  const files = await ports.git.listFiles({ at: 'commit', commit }, roots.includes('') ? [] : roots)
  const named = files.map(({ path, mode, oid }) => ({ name: mode === '160000' ? `${path}/` : path, mode, oid }))
  const matters = await mattersToAnswer(config)
  const lines = named.filter(({ name }) => matters(name)).map(({ name, mode, oid }) => `${mode} ${oid} ${name}\0`)
  const isInput = await matcherOf(inputGlobs(config)!)
  const digest = ports.fingerprint(lines.sort().join(''))
  return { digest, count: named.filter(({ name }) => isInput(name)).length }
}

/** A value that is not set is a `Problem`, as it is for a run. */
function declaredValues({ env }: Ports, config: Config, target: TargetConfig): string[] {
  const values = Object.entries(fillVariables({ ...target.env, ...target.http?.headers }, env, config.file))
  const url = target.http ? [fillText(target.http.url, env, config.file)] : []
  return [...url, ...values.sort().map(([name, value]) => `${name}=${value}`)]
}

/** The state of each program that the commands start, unless the commit itself holds it. */
async function programStamps(ports: Ports, config: Config, commit: string): Promise<string[]> {
  const graders = Object.values(config.graders).map(({ command }) => command[0])
  const names = [...new Set([config.target!.command[0], config.target!.http?.start?.[0], ...graders])]
  const found = await Promise.all(names.map((name) => (name ? stampOf(ports, config, commit, name) : null)))
  return found.filter((stamp) => stamp !== null)
}

async function stampOf(ports: Ports, config: Config, commit: string, name: string): Promise<string | null> {
  const folder = resolve(ports.git.top ?? '/', config.folder)
  const places = name.includes('/')
    ? [resolve(folder, name)]
    : (ports.env['PATH'] ?? '').split(':').map((one) => join(one, name))
  for (const place of places) {
    const real = await ports.files.real(place).catch(() => null)
    if (real === null) continue
    const isTracked =
      ports.git.top !== null &&
      !isAbsolute(name) &&
      name.includes('/') &&
      (await isInCommit(ports, config, commit, name))
    return isTracked ? null : `${name} ${real} ${await ports.files.stamp(real)}`
  }
  return `${name} is nowhere`
}

async function isInCommit(ports: Ports, config: Config, commit: string, name: string): Promise<boolean> {
  const path = join(config.folder, name)
  return !path.startsWith('..') && (await ports.git.objects([`${commit}:${path}`]))[0]?.type === 'blob'
}
