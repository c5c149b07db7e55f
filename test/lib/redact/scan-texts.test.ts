import { describe, expect, it } from 'vitest'
import { scanTexts } from '../../../lib/redact/scan-texts.ts'

const findX = async (text: string) =>
  Array.from(text.matchAll(/x+/g), ({ 0: found, index }) => ({ kind: 'x', start: index, end: index + found.length }))
const x = (start: number, end: number) => ({ family: 'secret', kind: 'x', start, end })

describe('scanTexts', () => {
  it('finds in each text what is in it, by its own ranges', async () => {
    expect(await scanTexts(['axx', '', 'b', 'x', 'xaxx'], findX)).toEqual([
      [x(1, 3)],
      [],
      [],
      [x(0, 1)],
      [x(0, 1), x(2, 4)],
    ])
  })

  it('undoes escapes before, and maps back', async () => {
    expect(await scanTexts(['a\\nx\\u0078'], findX)).toEqual([[x(3, 10)]])
  })

  it('cuts a find that runs over texts into what is in each', async () => {
    const all = async (text: string) => [{ kind: 'x', start: 1, end: text.length - 1 }]
    expect(await scanTexts(['ab', '', 'cde'], all)).toEqual([[x(1, 2)], [], [x(0, 2)]])
  })

  it('calls for many texts as few times as their size allows', async () => {
    const calls: number[] = []
    const count = async (text: string) => {
      calls.push(text.length)
      return findX(text)
    }
    const texts = [...Array.from({ length: 1000 }, () => 'ax'), 'a'.repeat(200_000) + 'x', 'x']
    const finds = await scanTexts(texts, count)
    expect(calls.length).toBe(3)
    expect(finds.slice(0, 1000).every(([one]) => one?.start === 1)).toBe(true)
    expect(finds.slice(1000)).toEqual([[x(200_000, 200_001)], [x(0, 1)]])
  })

  it('calls for nothing where there are no texts', async () => {
    expect(await scanTexts([], () => Promise.reject(new Error('called')))).toEqual([])
  })
})
