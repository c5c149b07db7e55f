/** All of standard input. */
export async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** What a positional argument names: yargs hands a lone dash over as an empty word. */
export const orDash = (word: string): string => (word === '' && process.argv.includes('-') ? '-' : word)
