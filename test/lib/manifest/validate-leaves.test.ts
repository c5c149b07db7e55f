import { describe, expect, it } from 'vitest'
import type { Leaf } from '../../../lib/manifest/leaf.ts'
import { duplicateLeaf, validateLeaves } from '../../../lib/manifest/validate-leaves.ts'
import { problemOf } from './problem-of.ts'

const content = 'a'.repeat(64)
const leaf: Leaf = { kind: 'case', id: 'reg-1', content }

const invalid = (code: string, message: string, hint: string, id?: string) => ({
  kind: 'invalid',
  code,
  message,
  hints: [hint],
  id,
})

describe('validateLeaves', () => {
  it.each([1, 4_294_967_295])('lets a set of version %s through', (version) => {
    expect(() => validateLeaves('regression', version, [leaf, { ...leaf, kind: 'note' }])).not.toThrow()
  })

  it('refuses a set name that would break a line', () => {
    const hint = 'give `set` in casebook.yaml a name such as "regression"'
    const message = 'set name "a\\nb" is not 1 to 255 bytes without spaces and control characters'
    expect(problemOf(() => validateLeaves('a\nb', 1, []))).toEqual(invalid('bad-set-name', message, hint))
  })

  it.each([0, -1, 1.5, 4_294_967_296, Number.NaN])('refuses set version %s', (version) => {
    const message = `set version "${version}" is not a whole number from 1 to 4294967295`
    const hint = 'a set version is 1 + the number of migration notes'
    expect(problemOf(() => validateLeaves('a', version, []))).toEqual(invalid('bad-set-version', message, hint))
  })

  it('refuses an id that is no file name of a case', () => {
    const message = 'note id "Reg" does not match ^[a-z0-9][a-z0-9-]{0,127}$'
    const hint = 'name the file with lower-case letters, digits and hyphens, 128 at most'
    const leaves: Leaf[] = [leaf, { ...leaf, kind: 'note', id: 'Reg' }]
    expect(problemOf(() => validateLeaves('a', 1, leaves))).toEqual(invalid('bad-leaf-id', message, hint, 'Reg'))
  })

  it.each(['', 'A'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), `${content}\n`])('refuses content %j', (bad) => {
    const message = `content ${JSON.stringify(bad)} of case "reg-1" is not 64 lower-case hex digits`
    const hint = 'hash the bytes of the git blob with contentHash'
    const problem = problemOf(() => validateLeaves('a', 1, [{ ...leaf, content: bad }]))
    expect(problem).toEqual(invalid('bad-content-hash', message, hint, 'reg-1'))
  })
})

describe('duplicateLeaf', () => {
  it('names the id and the ways out', () => {
    const hint = 'keep one of the two files, or give one of them another id'
    const problem = problemOf(() => {
      throw duplicateLeaf(leaf)
    })
    expect(problem).toEqual(invalid('duplicate-leaf', 'case "reg-1" is in the set twice', hint, 'reg-1'))
  })
})
