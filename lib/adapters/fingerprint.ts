import { createHash } from 'node:crypto'

/** SHA-256 in hex, to find derived data by. */
export const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex')
