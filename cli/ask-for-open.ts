import type { OpenCase } from '../lib/case/types.ts'
import type { CaptureWords } from '../lib/flow/capture-trace.ts'
import type { Ports } from '../lib/ports.ts'
import type { Shell } from './shell.ts'

/** On a terminal a person is asked for what a captured case still lacks; elsewhere the refusal names it. */
export async function askForOpen(ports: Ports, id: string, words: CaptureWords, shell: Shell): Promise<CaptureWords> {
  if (!shell.interactive) return words
  const { showCase } = await import('../lib/flow/show-case.ts')
  const { askForWords } = await import('./ask-person.ts')
  const { tier, case: one } = await showCase(ports, { id, at: null })
  if (tier !== 'inbox' || one === null) return words
  const there = wordsOf(one)
  const shipped =
    one.shipped_error ??
    (typeof one.shipped_output === 'string' ? one.shipped_output : JSON.stringify(one.shipped_output ?? null, null, 2))
  const given = { ...there, ...definedOf(words) }
  if (Object.keys(given).length === WORDS) return words
  const asked = await askForWords({ calls: [], root: 0, shipped }, given, shell)
  const fresh = Object.entries(asked).filter(([name]) => !(name in there) || name in definedOf(words))
  return { ...words, ...Object.fromEntries(fresh) }
}

/** Title, category, bug, postmortem and the right answer. */
const WORDS = 5

/** What a case says already of what is asked for; its own value stays, the words only say that it is there. */
function wordsOf(one: OpenCase): CaptureWords {
  const isBug = (one.category ?? 'prod-bug') === 'prod-bug'
  return definedOf({
    title: one.title,
    category: one.category,
    bug: one.bug_link === undefined ? (isBug ? undefined : 'none') : 'there',
    postmortem: (one.postmortem ?? one.postmortem_link) === undefined ? (isBug ? undefined : 'none') : 'there',
    expected: one.expected_output === undefined && one.assert === undefined ? undefined : 'there',
  })
}

const definedOf = (words: CaptureWords): CaptureWords =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
