import { invalid, type Problem } from '../problem.ts'

/** One line of pre-push's standard input. Object ids are 40 or 64 hex digits. */
export interface PushedRef {
  readonly localRef: string
  /** Null where the ref is deleted. */
  readonly localOid: string | null
  readonly remoteRef: string
  /** Null where the remote has no such ref yet. */
  readonly remoteOid: string | null
}

/** Parses what git writes to a pre-push hook. A line that is not of that form is a `Problem`: dropped, it would pass unjudged. */
export function parsePush(text: string): PushedRef[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [localRef, localOid, remoteRef, remoteOid, ...more] = line.replace(/\r$/, '').split(' ')
      if (!localRef || !isOid(localOid) || !remoteRef || !isOid(remoteOid) || more.length > 0) throw badLine(line)
      return { localRef, localOid: orNull(localOid), remoteRef, remoteOid: orNull(remoteOid) }
    })
}

/** A deletion brings nothing, and notes are no product. */
export const isJudgedRef = ({ localOid, remoteRef }: PushedRef): boolean =>
  localOid !== null && !remoteRef.startsWith('refs/notes/')

const badLine = (line: string): Problem =>
  invalid('push-line', `"${line.slice(0, 200)}" is no line of a push`, {
    hints: ["hand git's own standard input on to casebook hook pre-push"],
  })

const isOid = (text: string | undefined): text is string =>
  text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
const orNull = (oid: string): string | null => (/^0+$/.test(oid) ? null : oid)
