import type { RangeStory, ToldCase, ToldNote } from '../law/tell-range.ts'
import type { SetPin } from '../manifest/root.ts'
import type { Finding } from '../problem.ts'
import { escapeLine } from './escape-text.ts'
import type { Paint } from './paint.ts'

interface EndOfDiff {
  readonly rev: string | null
  readonly set: SetPin | null
}

export interface DiffShown {
  readonly from: EndOfDiff
  readonly to: EndOfDiff
  readonly unreadable: { readonly from: readonly string[]; readonly to: readonly string[] }
  readonly problems: readonly Finding[]
}

const NAMES = ['added', 'changed', 'moved', 'retired', 'annotated'] as const

/** Renders what came to a set between two revisions, what left it and why, for people. */
export function renderDiff({ from, to, unreadable, problems }: DiffShown, story: RangeStory, paint: Paint): string {
  const notes = new Map(story.notes.map((note) => [note.id, note]))
  const shown = new Set(NAMES.flatMap((name) => story[name].flatMap((one) => one.notes)))
  const groups = [
    ...NAMES.map((name) =>
      group(
        name,
        story[name].map((one) => renderCase(one, name, notes, paint)),
        paint,
      ),
    ),
    group(
      'other notes',
      story.notes
        .filter(({ id, waive }) => !shown.has(id) && waive.length === 0)
        .map((note) => `  ${renderNote(note)}\n`),
      paint,
    ),
    group('waived bugs', story.notes.flatMap(renderWaivers), paint),
    group(
      `unreadable at ${nameOf(from)}`,
      unreadable.from.map((id) => `  ${escapeLine(id)}\n`),
      paint,
    ),
    group(
      `unreadable at ${nameOf(to)}`,
      unreadable.to.map((id) => `  ${escapeLine(id)}\n`),
      paint,
    ),
    group(
      'unexplained',
      problems.map(({ message }) => `  ${escapeLine(message, 500)}\n`),
      paint,
    ),
  ].filter((text) => text !== '')
  return [`${renderEnd(from)}\n${renderEnd(to)}\n`, ...(groups.length > 0 ? groups : ['nothing changed\n'])].join('\n')
}

const nameOf = ({ rev }: EndOfDiff): string => (rev === null ? 'the work tree' : escapeLine(rev))

function renderEnd(end: EndOfDiff): string {
  if (end.set === null) return `${nameOf(end)}  no root: a case is in two folders`
  const { name, version, root, cases, notes } = end.set
  return `${nameOf(end)}  ${escapeLine(name)}@v${version} ${root} cases=${cases} notes=${notes}`
}

const group = (name: string, lines: readonly string[], paint: Paint): string =>
  lines.length === 0 ? '' : `${paint.bold(`${name} (${lines.length})`)}\n${lines.join('')}`

/** `smoke → extended` is the widest. */
const WAY = 16

function renderCase(
  one: ToldCase,
  group: (typeof NAMES)[number],
  notes: ReadonlyMap<string, ToldNote>,
  paint: Paint,
): string {
  const way = group === 'moved' ? `${one.from} → ${one.to}` : (one.to ?? one.from ?? '')
  const said = group === 'added' || group === 'annotated' ? [] : one.notes.flatMap((id) => notes.get(id) ?? [])
  const title = one.title === null ? '(does not read)' : escapeLine(one.title, 100)
  return [
    `  ${one.id}  ${way.padEnd(WAY)}  ${title}\n`,
    ...said.map((note) => `    ${paint.dim(renderNote(note))}\n`),
  ].join('')
}

const renderNote = ({ id, reason, why }: ToldNote): string =>
  `${id}${reason === null ? '' : ` (${reason})`}: ${escapeLine(why)}`

const renderWaivers = ({ id, waive }: ToldNote): string[] =>
  waive.map(({ bug, reason }) => `  ${escapeLine(bug)}: ${escapeLine(reason)} (${id})\n`)
