import type { Finding } from '../problem.ts'
import type { Config } from './types.ts'

/** Judges the configurations of one repository together: a name and a folder belong to one set. */
export function judgeConfigs(configs: readonly Config[]): Finding[] {
  return configs.flatMap((one, index) => configs.slice(0, index).flatMap((other) => clashOf(other, one)))
}

function clashOf(first: Config, second: Config): Finding[] {
  const at = { path: second.file }
  if (first.set === second.set) {
    const message = `two sets have the name "${second.set}": ${first.file} and ${second.file}`
    return [{ code: 'duplicate-set', message, hint: `give "set" another name in ${second.file}`, ...at }]
  }
  if (!overlap(first.path, second.path) && !overlap(second.path, first.path)) return []
  const message = `the sets "${first.set}" and "${second.set}" share the folder "${longer(first.path, second.path)}"`
  return [{ code: 'shared-folder', message, hint: `give "path" another folder in ${second.file}`, ...at }]
}

const overlap = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}/`)
const longer = (a: string, b: string): string => (a.length > b.length ? a : b)
