import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { isReusable, verdictKey } from '../run/reuse.ts'
import type { CaseResult, RunCase } from '../run/types.ts'

/** Of more files than this the oldest go. Each holds the green verdicts that one run gave. */
const MOST_FILES = 100
/** `<fingerprint of the target>-<milliseconds>-<digest>.json` */
const NAME = /^([0-9a-f]{64})-(\d{1,16})-[0-9a-f]{16}\.json$/
const FORMAT = 'casebook-verdicts/1'

/** The green verdicts of this clone at one state of the product. Anything about them that can't be trusted is as good as absent. */
export interface VerdictMemory {
  /** Of the target at `commit`. */
  readonly fingerprint: string
  readonly commit: string
  /** The ids among these cases whose verdict stands. */
  recall(items: readonly RunCase[]): Promise<ReadonlySet<string>>
  /** Keeps what passed; anything red means that the product is not what it was, and everything kept of it goes. */
  keep(items: readonly RunCase[], results: readonly CaseResult[]): Promise<void>
}

export function makeVerdictMemory(
  ports: Ports,
  config: Config,
  { fingerprint, commit }: Pick<VerdictMemory, 'fingerprint' | 'commit'>,
): VerdictMemory {
  const folder = join(ports.git.commonDir, 'casebook', 'verdicts')
  const keyOf = ({ one }: RunCase): string => verdictKey(one, ports.fingerprint)
  const isKept = ({ one }: RunCase): boolean => isReusable(one, (name) => config.graders[name]?.deterministic === true)
  const now = ports.clock.now().getTime()
  return {
    fingerprint,
    commit,
    async recall(items) {
      const names = (await ports.files.names(folder)).filter((name) => NAME.exec(name)?.[1] === fingerprint)
      const read = await Promise.all(names.map((name) => readVerdicts(ports, folder, name)))
      const fresh = read.filter((one) => one !== null && one.at <= now && now - one.at <= config.reuse.maxAgeMs)
      const passed = new Set(fresh.flatMap((one) => one!.passed))
      return new Set(items.filter((item) => isKept(item) && passed.has(keyOf(item))).map(({ one }) => one.id))
    },
    async keep(items, results) {
      const byId = new Map(items.map((item) => [item.one.id, item]))
      const asked = results.filter(({ reused }) => !reused)
      if (asked.some(({ verdict }) => verdict !== 'pass' && verdict !== 'error'))
        return forget(ports, folder, (name) => name.startsWith(fingerprint))
      const passed = asked.flatMap(({ id, verdict }) => {
        const item = byId.get(id)
        return item && verdict === 'pass' && isKept(item) ? [keyOf(item)] : []
      })
      if (passed.length > 0) await writeVerdicts(ports, folder, fingerprint, { at: now, passed })
    },
  }
}

interface Verdicts {
  readonly at: number
  readonly passed: readonly string[]
}

async function writeVerdicts(
  ports: Ports,
  folder: string,
  fingerprint: string,
  { at, passed }: Verdicts,
): Promise<void> {
  const json = JSON.stringify({ format: FORMAT, target: fingerprint, at, passed: [...passed].sort() })
  const digest = ports.fingerprint(json)
  const name = `${fingerprint}-${at}-${digest.slice(0, 16)}.json`
  try {
    await ports.files.write(join(folder, name), `${digest}\n${json}\n`)
    const names = (await ports.files.names(folder)).filter((one) => NAME.test(one) && timeOf(one) <= at)
    const kept = new Set(names.sort((a, b) => timeOf(b) - timeOf(a)).slice(0, MOST_FILES))
    await forget(ports, folder, (one) => !kept.has(one))
  } catch {
    // What can't be kept is asked again.
  }
}

const timeOf = (name: string): number => Number(NAME.exec(name)?.[2] ?? 0)

async function forget(ports: Ports, folder: string, isStale: (name: string) => boolean): Promise<void> {
  const names = (await ports.files.names(folder)).filter((name) => NAME.test(name) && isStale(name))
  await Promise.all(names.map((name) => ports.files.remove(join(folder, name))))
}

/** Null for what was torn, edited or renamed. */
async function readVerdicts(ports: Ports, folder: string, name: string): Promise<Verdicts | null> {
  const bytes = await ports.files.read(join(folder, name)).catch(() => null)
  const [digest = '', json = ''] = bytes === null ? [] : Buffer.from(bytes).toString('utf8').split('\n')
  if (digest === '' || ports.fingerprint(json) !== digest) return null
  const kept = JSON.parse(json) as { format: unknown; target: unknown } & Verdicts
  return kept.format === FORMAT && kept.target === NAME.exec(name)?.[1] ? kept : null
}
