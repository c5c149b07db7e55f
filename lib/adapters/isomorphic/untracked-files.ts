import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreeFile } from '../../ports.ts'
import { type IgnoreList, ignoredBy, parseIgnoreFile } from './ignore-rules.ts'
import { toBytes } from './path-pattern.ts'
import { isUnder } from './trees.ts'
import {
  absent,
  gitFolderIn,
  ignoresCase,
  modeOf,
  personRules,
  readRules,
  textOf,
  type WorkTreePlace,
} from './work-tree-place.ts'

/** The files of the work tree that the index does not know and that nothing ignores. */
export class UntrackedFiles {
  readonly #place: WorkTreePlace
  readonly #tracked: ReadonlySet<string>

  constructor(place: WorkTreePlace) {
    this.#place = place
    this.#tracked = new Set(place.index.entries.map(({ path }) => path))
  }

  async list(under: readonly string[]): Promise<TreeFile[]> {
    const { repository, config } = this.#place
    const ignoreCase = ignoresCase(config)
    const files = [
      join(repository.commonDir, 'info/exclude'),
      ...personRules(this.#place, 'core.excludesfile', 'ignore'),
    ]
    const shared = await Promise.all(files.map(async (file) => parseIgnoreFile(await textOf(file), '', ignoreCase)))
    return this.#walk('', shared, false, under)
  }

  async #walk(
    folder: string,
    above: readonly IgnoreList[],
    isIgnored: boolean,
    under: readonly string[],
  ): Promise<TreeFile[]> {
    const { repository, config } = this.#place
    const entries = await readdir(join(repository.top, folder), { withFileTypes: true }).catch(absent)
    const text = await readRules(this.#place, `${folder}.gitignore`, ({ isSkipped }) => isSkipped)
    const lists = [parseIgnoreFile(text, toBytes(folder), ignoresCase(config)), ...above]
    const files: TreeFile[] = []
    for (const entry of entries ?? []) {
      const path = folder + entry.name
      const leads = under.some((one) => one.startsWith(`${path}/`))
      if (entry.name.toLowerCase() === '.git' || (!leads && !isUnder(path, under))) continue
      if (!entry.isDirectory() && (isIgnored || this.#tracked.has(path))) continue
      const isOut = isIgnored || ignoredBy(lists, toBytes(path), entry.isDirectory()) === true
      if (entry.isDirectory()) files.push(...(await this.#enter(path, lists, isOut, under)))
      else if (!isOut && (entry.isFile() || entry.isSymbolicLink())) files.push(await this.#file(path))
    }
    return files
  }

  /** A repository of its own is one entry, as git shows it; an ignored folder has nothing to show. */
  async #enter(
    path: string,
    lists: readonly IgnoreList[],
    isOut: boolean,
    under: readonly string[],
  ): Promise<TreeFile[]> {
    if (isOut || this.#tracked.has(path)) return []
    const gitDir = await gitFolderIn(join(this.#place.repository.top, path))
    if (gitDir !== null && gitDir !== this.#place.repository.gitDir)
      return isUnder(path, under) ? [{ path: `${path}/`, mode: '160000', oid: null }] : []
    return this.#walk(`${path}/`, lists, false, under)
  }

  async #file(path: string): Promise<TreeFile> {
    const it = await lstat(join(this.#place.repository.top, path), { bigint: true })
    return { path, mode: modeOf(it), oid: null }
  }
}
