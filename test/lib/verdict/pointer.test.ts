import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { findAt, isPointer } from '../../../lib/verdict/pointer.ts'

// The document and the pointers of RFC 6901, section 5.
const rfc: Json = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
}

describe('findAt', () => {
  it.each([
    ['', rfc],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ] as [string, Json][])('follows the pointer "%s" of the RFC', (pointer, value) => {
    expect(findAt(rfc, pointer)).toEqual({ value })
  })

  it.each([
    ['a key that is missing', { a: 1 }, '/b'],
    ['an index past the end', [1], '/1'],
    ['an index with a leading zero', [1, 2], '/01'],
    ['the index after the last', [1], '/-'],
    ['the length of a list', [1], '/length'],
    ['a key of the prototype', {}, '/constructor'],
    ['a key of a string', 'abc', '/0'],
    ['a key of null', null, '/a'],
  ] as [string, Json, string][])('finds nothing at %s', (_, value, pointer) => {
    expect(findAt(value, pointer)).toBeNull()
  })

  it('finds a null that is there', () => {
    expect(findAt({ a: null }, '/a')).toEqual({ value: null })
  })

  it('reads ~01 as ~1, not as a slash', () => {
    expect(findAt({ '~1': 'x' }, '/~01')).toEqual({ value: 'x' })
  })
})

describe('isPointer', () => {
  it.each([
    ['', true],
    ['/a', true],
    ['/a~0~1', true],
    ['a', false],
    ['#/a', false],
    ['/a~', false],
    ['/a~2', false],
  ])('of "%s" is %s', (text, is) => {
    expect(isPointer(text)).toBe(is)
  })
})
