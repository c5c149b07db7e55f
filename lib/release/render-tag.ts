import type { RangeStory } from '../law/tell-range.ts'
import type { SetPin } from '../manifest/root.ts'
import { escapeLine } from '../report/escape-text.ts'
import { ATTESTATION, type PinnedResult, renderPins } from './tag-text.ts'

/** One set as a tag tells of it. */
export interface ReleasedSet {
  readonly pin: SetPin
  readonly result: PinnedResult
  /** The release that its changes are counted from; null where it has none before this one. */
  readonly since: string | null
  readonly story: RangeStory
}

/**
 * Renders the text of a release tag: its name, what came and went in each set, and the trailers as the one last paragraph.
 * Titles and notes are anybody's words: each stands escaped on a line that begins with a star, so that none can be taken for
 * a trailer, a signature or a comment.
 */
export function renderTag(tag: string, sets: readonly ReleasedSet[], attestation: string | null): string {
  const trailers = sets.map(({ pin, result }) => renderPins(pin, result)).join('')
  const digest = attestation === null ? '' : `${ATTESTATION}: sha256:${attestation}\n`
  return [`${escapeLine(tag, LONGEST_NAME)}\n`, ...sets.map(renderSet), `${trailers}${digest}`].join('\n')
}

const LONGEST_NAME = 255
const LONGEST_TITLE = 120
/** Lines of one kind that a reader of a tag still reads. */
const MOST_LINES = 200

function renderSet({ pin, since, story }: ReleasedSet): string {
  const lines = [
    ...listed('retired', story.retired, ({ id, title }) => `${id} ${shown(title)}`),
    ...listed('changed', story.changed, ({ id, title }) => `${id} ${shown(title)}`),
    ...listed('moved', story.moved, ({ id, from, to, title }) => `${id} from ${from} to ${to}: ${shown(title)}`),
    ...listed('note', story.notes, ({ id, reason, why }) => `${id} (${reason ?? 'no reason'}): ${shown(why)}`),
    ...listed('added', story.added, ({ id, title }) => `${id} ${shown(title)}`),
  ]
  return `${headline(pin.name, since, story)}\n${lines.length === 0 ? '' : `\n${lines.join('\n')}\n`}`
}

function headline(name: string, since: string | null, story: RangeStory): string {
  const counts = [
    `${story.added.length} added`,
    `${story.changed.length} changed`,
    `${story.retired.length} retired`,
    `${story.moved.length} moved`,
    `${story.annotated.length} described anew`,
  ].join(', ')
  const from = since === null ? 'with no release before it' : `since ${escapeLine(since, LONGEST_NAME)}`
  return `The set ${name} ${from}: ${counts}`
}

function listed<T>(kind: string, them: readonly T[], render: (one: T) => string): string[] {
  const lines = them.slice(0, MOST_LINES).map((one) => `* ${kind} ${render(one)}`.trimEnd())
  return them.length > MOST_LINES ? [...lines, `* ${kind} ${them.length - MOST_LINES} more`] : lines
}

const shown = (text: string | null): string => escapeLine(text ?? '(no title)', LONGEST_TITLE)
