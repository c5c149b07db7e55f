/** The fields that git ends with a NUL. */
export const fieldsOf = (out: Buffer): string[] =>
  out
    .toString()
    .split('\0')
    .filter((field) => field !== '')
