import { parseCase } from '../case/parse-case.ts'
import type { Case } from '../case/types.ts'
import type { Ports } from '../ports.ts'
import { unknownCase } from '../run/select.ts'
import { problemOf } from './find-config.ts'
import { type LoadedSet, readFiles } from './load-set.ts'
import type { Question } from './probe-place.ts'
import { controlCase } from './prove-case.ts'

/** What to ask at every commit: a case of the set, or one of the inbox that is complete. What is wrong with others does not matter. */
export async function findQuestion(ports: Ports, set: LoadedSet, id: string): Promise<Question> {
  const loaded = set.cases.find(({ file }) => file.id === id)
  const one = loaded ? loaded.one : await findInbox(ports, set, id)
  if (one === null) throw problemOf(set.findings.filter((finding) => finding.id === id))
  const needsControl = one.shipped_error === 'crash' || one.shipped_error === 'timeout'
  const [control = null] = needsControl ? controlCase(set, one) : []
  return { config: set.config, item: { tier: loaded?.file.tier ?? 'smoke', one }, control }
}

async function findInbox(ports: Ports, set: LoadedSet, id: string): Promise<Case> {
  const file = set.files.inbox.find((each) => each.id === id)
  const [bytes] = file ? await readFiles(ports, [file]) : [null]
  if (!file || !bytes) throw unknownCase(id)
  const read = parseCase(bytes, file.path)
  if ('findings' in read) throw problemOf(read.findings)
  return read.value
}
