import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineSplitter } from '../../../lib/target/line-splitter.ts'

function split(chunks: readonly Uint8Array[], limit = 100) {
  const lines: string[] = []
  let overflows = 0
  const splitter = new LineSplitter(
    limit,
    (line) => lines.push(line),
    () => overflows++,
  )
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return { lines, overflows }
}

const bytes = (text: string): Buffer => Buffer.from(text)
const singly = (text: string): Uint8Array[] => [...bytes(text)].map((byte) => Uint8Array.of(byte))

describe('a line splitter', () => {
  it.each([
    ['nothing', '', []],
    ['one line without a line feed', 'a', ['a']],
    ['lines with CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['empty lines', '\n\na\n\n', ['', '', 'a', '']],
    ['a carriage return inside', 'a\rb\n', ['a\rb']],
    ['letters of several bytes', 'ä€😀\nü', ['ä€😀', 'ü']],
  ])('cuts %s, be it whole or byte by byte', (_, text, lines) => {
    expect(split([bytes(text)]).lines).toEqual(lines)
    expect(split(singly(text)).lines).toEqual(lines)
  })

  it.each([
    ['takes a line of the limit', 'abcd\nx\n', ['abcd', 'x'], 0],
    ['drops a longer one and says so once', 'abcdefghijkl\nx\n', ['x'], 1],
    ['drops a longer one without an end', 'x\nabcdefghijkl', ['x'], 1],
    ['says so for each', 'abcde\nabcde\nx\n', ['x'], 2],
  ])('%s', (_, text, lines, overflows) => {
    expect(split([bytes(text)], 4)).toEqual({ lines, overflows })
    expect(split(singly(text), 4)).toEqual({ lines, overflows })
  })

  it('cuts alike however the stream is cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(10, 13, 97, 98), { maxLength: 9 })),
        fc.integer({ min: 1, max: 6 }),
        (parts, limit) => {
          const chunks = parts.map((part) => Uint8Array.from(part))
          expect(split(chunks, limit)).toEqual(split([Buffer.concat(chunks)], limit))
        },
      ),
    )
  })
})
