/** The same bytes with a line feed where CRLF stands. */
export const withLineFeeds = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
