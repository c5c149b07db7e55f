import { isKeyOf } from './parse-bug.ts'
import { subjectOf } from './subject.ts'

/** `fix: …`, `fix(cart)!: …`, `Fixes …`, `bugfix/…`, `[fix] …`, also after keys: `SHOP-412: fix …`; not the key `FIX-5`. */
const FIX = /^[^A-Za-z0-9]*(?:[A-Za-z0-9][A-Za-z0-9_]*-\d+[^A-Za-z0-9]+)*(?:(?:bug|hot)[ -]?)?fix(?:es|ed)?(?!\w|-\d)/i
const KEY = /(?<![\w-])[A-Za-z][A-Za-z0-9_]*-\d{1,10}(?!\w)/g

/** Finds the keys in a subject that announces a fix, as written. */
export function findInSubject(message: string, keys: ReadonlySet<string>): string[] {
  const subject = subjectOf(message)
  if (keys.size === 0 || !FIX.test(subject)) return []
  return (subject.match(KEY) ?? []).filter((text) => isKeyOf(text, keys))
}
