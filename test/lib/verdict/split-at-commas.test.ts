import { describe, expect, it } from 'vitest'
import { splitAtCommas } from '../../../lib/verdict/split-at-commas.ts'

describe('splitAtCommas', () => {
  it.each([
    ['fields lose the white space around them', ' a , b c,\td ', ['a', 'b c', 'd']],
    ['a field with a comma stands in quotes', '"1,000", in stock', ['1,000', 'in stock']],
    ['white space in quotes is kept', '" a "', [' a ']],
    ['a doubled quote is one', '"say ""hi"""', ['say "hi"']],
    ['so is an escaped one', '"say \\"hi\\" \\\\"', ['say "hi" \\']],
    ['repeated commas count once', 'a,,b,', ['a', 'b']],
    ['a quote inside a plain field is plain', 'a"b', ['a"b']],
    ['an empty text has no field', ' , ', []],
    ['a quote that is not closed is an error', 'a, "b', null],
    ['so is text after a closed one', '"a" b', null],
  ])('%s', (_, text, fields) => {
    expect(splitAtCommas(text)).toEqual(fields)
  })
})
