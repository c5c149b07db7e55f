import { describe, expect, it } from 'vitest'
import { cutBlock, findBlock, findBlocks, renderBlock } from '../../../lib/init/block.ts'

const LINES = ['one', '', '  two']

describe('a block', () => {
  it('is written with a digest of its lines', () => {
    expect(renderBlock('pre-push', LINES)).toBe(
      '# casebook pre-push: begin c76644ef (written by casebook init; your own lines go outside)\none\n\n  two\n# casebook pre-push: end\n',
    )
  })

  it.each<[string, string]>([
    ['alone', renderBlock('a', LINES)],
    ['between other lines', `before\n${renderBlock('a', LINES)}after\n`],
    ['indented', `x:\n${renderBlock('a', LINES, { indent: '    ' })}`],
    ['indented by tabs', renderBlock('a', LINES, { indent: '\t' })],
    ['with CRLF', `x\r\n${renderBlock('a', LINES, { eol: '\r\n' })}y\r\n`],
    ['turned into CRLF by a checkout', renderBlock('a', LINES).replaceAll('\n', '\r\n')],
    ['without a last line end', renderBlock('a', LINES).trimEnd()],
    ['beside another', renderBlock('b', ['x']) + renderBlock('a', LINES)],
  ])('is found %s, and intact', (_name, text) => {
    const block = findBlock(text, 'a')
    expect(block).toMatchObject({ label: 'a', intact: true })
    expect(text.slice(block!.start, block!.end)).toBe(block!.text)
  })

  it.each<[string, (text: string) => string]>([
    ['a line is added', (text) => text.replace('one\n', 'one\nmine\n')],
    ['a line is changed', (text) => text.replace('two', 'three')],
    ['a line is gone', (text) => text.replace('one\n', '')],
    ['its digest is gone', (text) => text.replace(/begin \w+/, 'begin')],
  ])('is somebody else’s where %s', (_name, change) => {
    expect(findBlock(change(renderBlock('a', LINES)), 'a')).toMatchObject({ intact: false })
  })

  it.each(['', 'before\n', '\r\n'])('cut out leaves what was there', (before) => {
    const text = `${before}${renderBlock('a', LINES)}after`
    expect(cutBlock(text, findBlock(text, 'a')!)).toBe(`${before}after`)
  })

  it('without its end is none', () => {
    expect(findBlocks('# casebook a: begin 12345678\none\n')).toEqual([])
  })

  it('as the first casebook wrote it is found, but nobody can tell whether it changed', () => {
    expect(
      findBlocks('# casebook: begin (written by casebook init)\nx/** text eol=lf\n# casebook: end\n'),
    ).toMatchObject([{ label: '', intact: false }])
  })
})
