import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unavailable } from '../problem.ts'
import { type GitCall, runGit, saidIn } from './run-git.ts'

/**
 * The blobs that a partial clone was promised and does not hold yet: fetched in one round trip, where git itself asks for them one
 * by one.
 */
export class PromisedBlobs {
  readonly #call: GitCall
  readonly #commonDir: string
  #isPartial: boolean | null = null

  constructor(call: GitCall, commonDir: string) {
    this.#call = call
    this.#commonDir = commonDir
  }

  /** Asked of every repository, so it costs one small file and no process. */
  isPartial(): boolean {
    this.#isPartial ??= PROMISED.test(textOf(join(this.#commonDir, 'config')))
    return this.#isPartial
  }

  async fetch(oids: readonly string[]): Promise<void> {
    const wanted = [...new Set(oids)]
    if (wanted.length === 0) return
    const held = await this.#held(wanted)
    const missing = wanted.filter((oid) => !held.has(oid))
    if (missing.length > 0) await this.#fetchFrom(await this.#remote(), missing)
  }

  async #held(oids: readonly string[]): Promise<ReadonlySet<string>> {
    const only = ['--objects', '--no-walk=unsorted', '--ignore-missing', '--missing=print', '--no-object-names']
    const outcome = await runGit(['rev-list', ...only, '--stdin'], { ...this.#call, input: linesOf(oids) })
    return new Set(outcome.code === 0 ? outcome.out.toString().split('\n') : [])
  }

  async #remote(): Promise<string> {
    const named = await runGit(['config', '--get', 'extensions.partialClone'], this.#call)
    if (named.code === 0) return named.out.toString().trim()
    const promisors = await runGit(['config', '--name-only', '--get-regexp', '^remote\\..*\\.promisor$'], this.#call)
    return promisors.out.toString().split('\n')[0]!.slice('remote.'.length, -'.promisor'.length)
  }

  async #fetchFrom(remote: string, oids: readonly string[]): Promise<void> {
    const quiet = ['-c', 'fetch.negotiationAlgorithm=noop', '-c', 'maintenance.auto=false', '-c', 'gc.auto=0']
    const only = ['--no-tags', '--no-write-fetch-head', '--recurse-submodules=no', '--filter=blob:none', '--stdin']
    const outcome = await runGit([...quiet, 'fetch', '--quiet', ...only, '--end-of-options', remote], {
      ...this.#call,
      input: linesOf(oids),
    })
    if (outcome.code === 0) return
    const said = saidIn(outcome)
    const count = oids.length === 1 ? 'an object' : `${oids.length} objects`
    throw unavailable(
      'missing-object',
      `${count} of this partial clone could not be fetched from "${remote}": ${said}`,
      {
        hints: [`git fetch --refetch --filter=blob:none ${remote}`, 'go online'],
      },
    )
  }
}

const linesOf = (oids: readonly string[]): string => oids.map((oid) => `${oid}\n`).join('')

const PROMISED = /^[ \t]*(promisor|partialclone)[ \t]*=/im

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
