import type { TreeFile } from '../../ports.ts'
import { byPath } from '../by-path.ts'
import { isTree, type TreeEntry } from '../git-objects.ts'
import type { ObjectStore } from './object-store.ts'

/** True of a path that one of the folders or files named holds; no name holds everything. */
export const isUnder = (path: string, under: readonly string[]): boolean =>
  under.length === 0 || under.some((one) => path === one || path.startsWith(`${one}/`))

/** The files of a tree, all the way down. */
export async function listTree(
  objects: ObjectStore,
  tree: string,
  under: readonly string[],
  at = '',
): Promise<TreeFile[]> {
  const files: TreeFile[] = []
  for (const entry of await objects.tree(tree)) {
    const path = at + entry.name
    if (!isTree(entry)) {
      if (isUnder(path, under)) files.push({ path, mode: entry.mode, oid: entry.oid })
    } else if (isUnder(path, under) || under.some((one) => one.startsWith(`${path}/`)))
      files.push(...(await listTree(objects, entry.oid, under, `${path}/`)))
  }
  return files
}

/** The entry at a path of a tree; null where there is none. */
export async function findEntry(objects: ObjectStore, tree: string, path: string): Promise<TreeEntry | null> {
  const [name, ...rest] = path.split('/')
  const entry = (await objects.tree(tree)).find((one) => one.name === name) ?? null
  if (entry === null || rest.length === 0) return entry
  return isTree(entry) ? findEntry(objects, entry.oid, rest.join('/')) : null
}

/** Paths of files that two trees do not share. */
export async function changedFiles(objects: ObjectStore, from: string, to: string): Promise<string[]> {
  const paths = new Set(await differences(objects, from, to, ''))
  return [...paths]
    .map((path) => ({ path }))
    .sort(byPath)
    .map(({ path }) => path)
}

async function differences(
  objects: ObjectStore,
  from: string | null,
  to: string | null,
  at: string,
): Promise<string[]> {
  const [before, after] = await Promise.all([from, to].map((oid) => (oid === null ? [] : objects.tree(oid))))
  const old = new Map(before!.map((entry) => [entry.name, entry]))
  const both = new Map(after!.map((entry) => [entry.name, { entry, was: old.get(entry.name) }]))
  const changed: string[] = []
  for (const { entry, was } of both.values())
    if (was === undefined || was.oid !== entry.oid || was.mode !== entry.mode)
      changed.push(...(await differenceOf(objects, was ?? null, entry, at)))
  for (const entry of before!)
    if (!both.has(entry.name)) changed.push(...(await differenceOf(objects, entry, null, at)))
  return changed
}

/** A file that gives way to a folder, or a folder to a file, is both gone and new. A submodule's path ends in a slash. */
async function differenceOf(
  objects: ObjectStore,
  was: TreeEntry | null,
  is: TreeEntry | null,
  at: string,
): Promise<string[]> {
  const path = at + (was ?? is)!.name
  const isFile = [was, is].some((entry) => entry !== null && !isTree(entry))
  const [from, to] = [was, is].map((entry) => (entry !== null && isTree(entry) ? entry.oid : null))
  const below = from || to ? await differences(objects, from ?? null, to ?? null, `${path}/`) : []
  const isSubmodule = [was, is].some((entry) => entry?.mode === '160000')
  return isFile ? [isSubmodule ? `${path}/` : path, ...below] : below
}
