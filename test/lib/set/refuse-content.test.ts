import { describe, expect, it } from 'vitest'
import { contentFinding } from '../../../lib/set/refuse-content.ts'

const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'
const PATH = 'set/smoke/a.yaml'

describe('contentFinding', () => {
  it.each([
    ['an ordinary case', 'id: a\n'],
    ['nothing', ''],
    ['what begins almost like a pointer', 'version https://example.com/\n'],
    ['bytes that are no text', '\u0000\u00ff'],
  ])('lets %s through', (_, text) => {
    expect(contentFinding(PATH, Buffer.from(text, 'latin1'))).toBeNull()
  })

  it.each([
    ['a Git LFS pointer', POINTER],
    ['a pointer as Git LFS was called before', POINTER.replace('git-lfs', 'hawser')],
    ['a pointer with CRLF line ends', POINTER.replaceAll('\n', '\r\n')],
  ])('refuses %s', (_, text) => {
    expect(contentFinding(PATH, Buffer.from(text))).toEqual({
      code: 'lfs-pointer',
      message: `"${PATH}" is a Git LFS pointer`,
      hint: `git lfs untrack ${PATH}, then add it again: cases must lie in git itself`,
      path: PATH,
    })
  })

  it.each(['id: a\r\n', 'id: a\rb\n', '\r'])('refuses the carriage return of %j', (text) => {
    expect(contentFinding(PATH, Buffer.from(text))).toEqual({
      code: 'carriage-return',
      message: `"${PATH}" holds a carriage return in git`,
      hint: `casebook init (it writes .gitattributes), then: git add --renormalize ${PATH}`,
      path: PATH,
    })
  })
})
