import fc from 'fast-check'

type Path = readonly (string | number)[]

const STRANGE: readonly unknown[] = [null, true, '', 0, -1, 1.5, 2 ** 53, [], {}, '0'.repeat(64), 'f'.repeat(63)]

/** A JSON document with one thing changed somewhere: never equal to the original. */
export const aMutationOf = (document: unknown): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...pathsIn(document)), fc.nat(), fc.constantFrom('replace', 'edit', 'drop', 'add'))
    .map(([path, seed, how]) => mutate(structuredClone(document), path, seed, how))
    .filter((mutant) => JSON.stringify(mutant) !== JSON.stringify(document))

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, one]) => pathsIn(one, [...path, key])),
  ]
}

function mutate(document: unknown, path: Path, seed: number, how: string): unknown {
  const last = path.at(-1)!
  const parent = path.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], document)
  const fields = parent as Record<string, unknown>
  if (how === 'replace') fields[last] = STRANGE[seed % STRANGE.length]
  else if (how === 'edit') fields[last] = edit(fields[last], seed)
  else if (Array.isArray(parent)) parent.splice(Number(last), how === 'drop' ? 1 : 0, ...(how === 'drop' ? [] : ['']))
  else if (how === 'drop') delete fields[last]
  else fields[`${last}${seed % 10}`] = fields[last]
  return document
}

function edit(value: unknown, seed: number): unknown {
  if (typeof value === 'number') return value + 1 + (seed % 5)
  if (typeof value === 'string') return editText(value, seed)
  return Array.isArray(value) ? value.toReversed() : value
}

function editText(text: string, seed: number): string {
  const at = seed % (text.length + 1)
  const edits = [
    text.toUpperCase(),
    `${text}\n`,
    text.slice(0, at) + text.slice(at + 1),
    `${text.slice(0, at)}0${text.slice(at + 1)}`,
    `${text.slice(0, at)}7${text.slice(at + 1)}`,
  ]
  return edits[seed % edits.length]!
}
