import canonicalize from 'canonicalize'
import type { HistoryEvent } from './event.ts'

/** An event as it lies in git: its bytes (RFC 8785 JSON and a line feed) and the id that they give it. */
export interface RenderedEvent {
  readonly id: string
  readonly text: string
}

/** Digits of the SHA-256 of an event's bytes that make its id. */
const ID_DIGITS = 32

/**
 * Renders an event. Its id is the hash of its bytes, so that one path can never hold two contents and the union of two histories
 * has nothing to decide. `digest` is SHA-256 of UTF-8 text in hex: `git show refs/casebook/history:<path> | sha256sum` checks it.
 */
export function renderEvent(event: HistoryEvent, digest: (text: string) => string): RenderedEvent {
  const text = `${canonicalize(event)}\n`
  return { id: eventId(text, digest), text }
}

export const eventId = (text: string, digest: (text: string) => string): string => digest(text).slice(0, ID_DIGITS)
