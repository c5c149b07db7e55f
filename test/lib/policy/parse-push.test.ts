import { describe, expect, it } from 'vitest'
import { isJudgedRef, parsePush } from '../../../lib/policy/parse-push.ts'

const A = 'a'.repeat(40)
const ZERO = '0'.repeat(40)

describe('what git writes to a pre-push hook', () => {
  it('is read line by line, zeros as nothing, in both lengths of object ids', () => {
    expect(
      parsePush(`HEAD~1 ${A} refs/heads/main ${ZERO}\n\n(delete) ${'0'.repeat(64)} refs/heads/x ${'b'.repeat(64)}\r\n`),
    ).toEqual([
      { localRef: 'HEAD~1', localOid: A, remoteRef: 'refs/heads/main', remoteOid: null },
      { localRef: '(delete)', localOid: null, remoteRef: 'refs/heads/x', remoteOid: 'b'.repeat(64) },
    ])
  })

  it.each([
    ['too few words', `main ${A} refs/heads/main`],
    ['too many words', `main ${A} refs/heads/main ${ZERO} more`],
    ['an object id that is none', `main --all refs/heads/main ${ZERO}`],
    ['an object id of another length', `main ${A}a refs/heads/main ${ZERO}`],
  ])('with %s is a problem: dropped, it would pass unjudged', (_name, line) => {
    expect(() => parsePush(`${line}\n`)).toThrow(`"${line}" is no line of a push`)
  })

  it.each<[ref: string, oid: string, judged: boolean]>([
    ['refs/heads/main', A, true],
    ['refs/tags/v1', A, true],
    ['refs/for/main', A, true],
    ['refs/heads/main', ZERO, false],
    ['refs/notes/commits', A, false],
    ['refs/heads/refs/notes/x', A, true],
  ])('to %s at %s is judged: %s', (ref, oid, judged) => {
    expect(parsePush(`x ${oid} ${ref} ${ZERO}\n`).map(isJudgedRef)).toEqual([judged])
  })
})
