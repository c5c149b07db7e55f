/** One line of pre-push's standard input. Object ids are 40 or 64 hex digits. */
export interface PushedRef {
  readonly localRef: string
  /** Null where the ref is deleted. */
  readonly localOid: string | null
  readonly remoteRef: string
  /** Null where the remote has no such ref yet. */
  readonly remoteOid: string | null
}

/** Parses what git writes to a pre-push hook; lines that are not of that form are dropped. */
export function parsePush(text: string): PushedRef[] {
  return text.split('\n').flatMap((line) => {
    const [localRef, localOid, remoteRef, remoteOid] = line.split(' ')
    if (!localRef || !isOid(localOid) || !remoteRef || !isOid(remoteOid)) return []
    return [{ localRef, localOid: orNull(localOid), remoteRef, remoteOid: orNull(remoteOid) }]
  })
}

const isOid = (text: string | undefined): text is string =>
  text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
const orNull = (oid: string): string | null => (/^0+$/.test(oid) ? null : oid)
