import { join } from 'node:path'
import { parseOpenCase } from '../case/parse-case.ts'
import { tidyCase } from '../case/write-case.ts'
import type { Ports } from '../ports.ts'
import { unknownCase } from '../run/select.ts'
import { classifyFiles, type NamedFile } from '../set/classify.ts'
import { findConfig, problemOf } from './find-config.ts'
import { readWorkTree } from './read-work-tree.ts'

export interface FormatDocument {
  readonly format: 'casebook-fmt/1'
  /** Paths that are not, or were not, canonical. */
  readonly changed: readonly string[]
}

/** Writes the case files of the work tree canonically. A file that does not read as a case is a `Problem`, and nothing is written. */
export async function formatSet(
  ports: Ports,
  request: { only: readonly string[]; apply: boolean },
): Promise<FormatDocument> {
  const source = { at: 'worktree' } as const
  const config = await findConfig(ports, source)
  const files = classifyFiles(await ports.git.listFiles(source, [config.path]), config.path)
  const chosen = choose([...files.cases, ...files.inbox], request.only)
  const texts = await Promise.all(chosen.map((file) => tidy(ports, file)))
  const changed = texts.filter((one) => one.before !== one.after)
  if (request.apply) for (const one of changed) await ports.files.write(join(ports.git.top!, one.path), one.after)
  return { format: 'casebook-fmt/1', changed: changed.map((one) => one.path) }
}

function choose(files: readonly NamedFile[], only: readonly string[]): readonly NamedFile[] {
  if (only.length === 0) return files
  return only.map((name) => {
    const file = files.find(
      ({ id, path }) => id === name || path === name || name.endsWith(`/${id}.yaml`) || name === `${id}.yaml`,
    )
    if (!file) throw unknownCase(name)
    return file
  })
}

async function tidy(ports: Ports, file: NamedFile): Promise<{ path: string; before: string; after: string }> {
  const [bytes] = await readWorkTree(ports, [file.path])
  const before = Buffer.from(bytes ?? []).toString('latin1')
  const lines = Buffer.from(before.replaceAll('\r\n', '\n'), 'latin1')
  const read = parseOpenCase(lines, file.path)
  if ('findings' in read) throw problemOf(read.findings)
  return {
    path: file.path,
    before: Buffer.from(before, 'latin1').toString('utf8'),
    after: tidyCase(lines.toString('utf8')),
  }
}
