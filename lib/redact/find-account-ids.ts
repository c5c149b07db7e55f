import { matchesOf } from './matches-of.ts'
import type { Find } from './types.ts'

const ORGANISATION = /(?<![\w-])org-[A-Za-z0-9]{20,}(?![\w-])/g

/** Finds ids that say whose account made a call, as recorded HTTP carries them. */
export const findAccountIds = (text: string): Find[] =>
  matchesOf(ORGANISATION, text).map(({ 0: found, index }) => ({
    family: 'personal',
    kind: 'account-id',
    start: index,
    end: index + found.length,
  }))
