import { join } from 'node:path'
import { needsGit } from '../git-problems.ts'
import { type AttributeList, attributesOf, parseAttributes } from './attributes.ts'
import { lineEndsOf, toStored } from './line-ends.ts'
import { toBytes } from './path-pattern.ts'
import { ignoresCase, personRules, readRules, textOf, type WorkTreePlace } from './work-tree-place.ts'

/** Tells what git would store of a file of the work tree, by attributes and configuration. */
export class StoredBytes {
  readonly #place: WorkTreePlace
  readonly #attributes = new Map<string, Promise<AttributeList>>()
  #shared: Promise<{ strong: AttributeList[]; weak: AttributeList[] }> | null = null

  constructor(place: WorkTreePlace) {
    this.#place = place
  }

  /** What git would store of a file's bytes. A filter that a person configured runs a program: that is git's to do. */
  async of(entry: { readonly path: string; readonly oid: string | null }, bytes: Buffer): Promise<Uint8Array> {
    const attributes = attributesOf(await this.#listsFor(entry.path), toBytes(entry.path))
    const filter = attributes.get('filter')
    const { config, objects } = this.#place
    if (
      typeof filter === 'string' &&
      [`filter.${filter}.clean`, `filter.${filter}.process`].some((key) => config.get(key))
    )
      throw needsGit(`"${entry.path}": it passes the filter "${filter}"`)
    if (typeof filter === 'string' && config.boolean(`filter.${filter}.required`))
      throw needsGit(`"${entry.path}": it must pass the filter "${filter}"`)
    const encoding = attributes.get('working-tree-encoding')
    if (typeof encoding === 'string' && !/^utf-?8$/i.test(encoding))
      throw needsGit(`"${entry.path}": it has the working-tree-encoding "${encoding}"`)
    if (attributes.get('ident') === true && bytes.includes('$Id'))
      throw needsGit(`"${entry.path}": it has the attribute ident`)
    const held = async (): Promise<Uint8Array | null> =>
      entry.oid === null ? null : ((await objects.read(entry.oid))?.bytes ?? null)
    return toStored(bytes, lineEndsOf(attributes, config.get('core.autocrlf')), held)
  }

  async #listsFor(path: string): Promise<AttributeList[]> {
    const folders = foldersOf(path).reverse()
    const own = await Promise.all(folders.map((folder) => this.#listOf(folder)))
    this.#shared ??= this.#readShared()
    const { strong, weak } = await this.#shared
    return [...strong, ...own, ...weak]
  }

  #listOf(folder: string): Promise<AttributeList> {
    const known = this.#attributes.get(folder)
    if (known) return known
    const list = readRules(this.#place, `${folder}.gitattributes`, () => true).then((text) =>
      parseAttributes(text, toBytes(folder), ignoresCase(this.#place.config)),
    )
    this.#attributes.set(folder, list)
    return list
  }

  async #readShared(): Promise<{ strong: AttributeList[]; weak: AttributeList[] }> {
    const { repository, config, env } = this.#place
    const read = async (file: string): Promise<AttributeList> =>
      parseAttributes(await textOf(file), '', ignoresCase(config))
    const system = env['GIT_ATTR_NOSYSTEM'] ? [] : ['/etc/gitattributes']
    return {
      strong: [await read(join(repository.commonDir, 'info/attributes'))],
      weak: await Promise.all([...personRules(this.#place, 'core.attributesfile', 'attributes'), ...system].map(read)),
    }
  }
}

/** `a/b/c` → `['', 'a/', 'a/b/']`. */
const foldersOf = (path: string): string[] => [
  '',
  ...[...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1)),
]
