import { describe, expect, it } from 'vitest'
import { linksOfNotes, retiredBugs, waivedBugs } from '../../../lib/law/links-of-notes.ts'
import { demandOf, idOf, lawNote } from './builders.ts'

const A = idOf('a')
const B = idOf('b')
const CASES = [
  { id: A, bugs: ['SHOP-2', 'SHOP-1'] },
  { id: B, bugs: ['SHOP-3'] },
  { id: idOf('c'), bugs: [] },
]
const NOTES = [
  lawNote('n1', { waive: [{ bug: 'SHOP-9', reason: 'docs' }], retire: [{ id: A, demand: demandOf(0) }] }),
  lawNote('n2', {
    waive: [
      { bug: 'SHOP-1', reason: 'twice' },
      { bug: 'SHOP-9', reason: 'docs' },
    ],
  }),
  lawNote('n3', { change: [{ id: B, from: demandOf(0), to: demandOf(1) }] }),
]

describe('notes of a range link', () => {
  it('the bugs that they waive, with their reasons, each once', () => {
    expect(waivedBugs(NOTES)).toEqual([
      { bug: 'SHOP-1', reason: 'twice' },
      { bug: 'SHOP-9', reason: 'docs' },
    ])
  })

  it('the bugs of cases that they retire, not of those that they change', () => {
    expect(retiredBugs(NOTES, CASES)).toEqual(['SHOP-1', 'SHOP-2'])
  })

  it('both together, in an order of their own', () => {
    expect(linksOfNotes(NOTES, CASES)).toEqual(['SHOP-1', 'SHOP-2', 'SHOP-9'])
    expect(linksOfNotes(NOTES.toReversed(), CASES.toReversed())).toEqual(['SHOP-1', 'SHOP-2', 'SHOP-9'])
  })

  it('nothing, without notes or without entries that do', () => {
    expect(linksOfNotes([], CASES)).toEqual([])
    expect(linksOfNotes([NOTES[2]!], CASES)).toEqual([])
  })
})
