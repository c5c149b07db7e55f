import type { Answer } from './protocol.ts'
import type { Ask } from './types.ts'

/** The far side of a worker: it takes questions, gives answers in any order, and ends. */
export interface Peer {
  ask(ask: Ask): void
  /** No more questions will come: it may end by itself. */
  end(): void
  /** Ends it, politely and then for good. May be called at any time, any number of times. */
  kill(): void
  /** Resolves once it can take questions, whose time starts then; never, where it does not come to that. */
  readonly ready: Promise<void>
  /** Resolves when nothing of it runs any more. */
  readonly exit: Promise<PeerExit>
}

export interface PeerExit {
  /** `unstartable` means that it never was able to take a question. */
  readonly why: 'crash' | 'unstartable'
  readonly detail: string
}

/** How a peer is heard. */
export interface PeerEvents {
  /** Returns false where nobody asked. */
  onAnswer(answer: Answer): boolean
  /** It broke the protocol: nothing that comes after can be believed. */
  onBroken(detail: string): void
}

export type StartPeer = (events: PeerEvents) => Peer
