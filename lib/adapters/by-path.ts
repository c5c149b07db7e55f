/** Bytewise, as git sorts paths. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path === b.path ? 0 : Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))
