import type { RangeStory } from '../../../lib/law/tell-range.ts'
import type { ReleasedSet } from '../../../lib/release/render-tag.ts'

export const ROOT = `rcs1:${'0123456789abcdef'.repeat(4)}`

/** A story in which nothing happened. */
export const aStory = (changes: Partial<RangeStory> = {}): RangeStory => ({
  ...{ added: [], annotated: [], changed: [], moved: [], retired: [], notes: [], unexplained: [] },
  ...changes,
})

export const aReleasedSet = (changes: Partial<ReleasedSet> = {}): ReleasedSet => ({
  pin: { name: 'regression', version: 2, root: ROOT, cases: 3, notes: 1 },
  result: { passed: true, tier: 'full', passes: 2, asked: 2, extended: 1 },
  since: 'v1',
  story: aStory(),
  ...changes,
})

/** A tag's object as git would keep it. */
export const tagObject = (name: string, message: string, type = 'commit'): string =>
  `object ${'a'.repeat(40)}\ntype ${type}\ntag ${name}\ntagger Ada <ada@example.com> 1767600000 +0000\n\n${message}`
