import { isStandIn } from './stand-in.ts'

export const MIN_SECRET = 6

const PLACEHOLDERS = [
  /^\$\{[^}]*\}$/,
  /^\$[A-Z_]+$/,
  /^\{\{?[^}]*\}\}?$/,
  /^<[A-Za-z_ -]*>$/,
  /^\[[A-Za-z_ -]*\]$/,
  /^%[A-Z_]+%$/,
  /^([*\u2022xX.#_-])\1*$/,
  /^(?:string|number|boolean|object|function|undefined|required|optional|redacted|hidden|masked)$/i,
]

/** Tells whether a value under a secret's name may be the secret, rather than a stand-in or a blank to fill in. */
export const mayBeSecret = (value: string): boolean =>
  value.length >= MIN_SECRET && !isStandIn(value) && !PLACEHOLDERS.some((one) => one.test(value))

/** Tells a key from a word of prose, where only a colon or `Bearer` stands before it. */
export const looksRandom = (value: string): boolean => value.length >= 16 || /\d|[a-z][A-Z]|[_+/=~!@#$%^*]/.test(value)

/** Tells a secret that is unlike any word, so that it is safe to look for it everywhere. */
export const isDistinctive = (value: string): boolean =>
  value.length >= 8 && value.length <= 4096 && /\d/.test(value) && /\D/.test(value) && /[A-Za-z]/.test(value)
