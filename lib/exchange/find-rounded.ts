/**
 * Finds the first whole number of a JSON text that JavaScript cannot hold exactly (the parser rounds it without a word);
 * null for none. Linear: each token can match in one way only.
 */
export function findRounded(text: string): string | null {
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs)) {
    if (token.length > 15 && /^-?\d{1,400}$/.test(token) && BigInt(token) !== BigInt(Number(token))) return token
  }
  return null
}
