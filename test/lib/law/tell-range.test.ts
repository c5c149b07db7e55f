import { describe, expect, it } from 'vitest'
import { planLaw } from '../../../lib/law/plan.ts'
import { tellRange } from '../../../lib/law/tell-range.ts'
import { aCase, aSet, demandOf, idOf, lawNote } from './builders.ts'

const [A, B, C, D, E] = ['a', 'b', 'c', 'd', 'e'].map(idOf) as [string, string, string, string, string]
const titled = (id: string, tier: 'smoke' | 'full' | 'extended' = 'smoke') => ({ id, tier, title: `title of ${id}` })

describe('tellRange', () => {
  const base = aSet([aCase(A), aCase(B), aCase(C), aCase(E)])
  const notes = [
    lawNote('n1', {
      retire: [{ id: A, demand: demandOf(0) }],
      reason: 'duplicate',
      why: 'It is one of two.\nAt length.',
    }),
    lawNote('n2', {
      change: [{ id: B, from: demandOf(0), to: demandOf(1) }],
      move: [{ id: B, from: 'smoke', to: 'extended' }],
      waive: [{ bug: '#7', reason: 'docs' }],
    }),
  ]
  const tip = aSet([aCase(B, { demand: demandOf(1), tier: 'extended' }), aCase(D), aCase(E, { content: 'x' })], notes)
  const story = tellRange(
    planLaw(base, tip),
    [titled(A), titled(B), titled(C), titled(E)],
    [titled(B, 'extended'), titled(D, 'full'), { ...titled(E), title: 'told anew' }],
  )

  it('tells where each case came from and went to, and which notes name it', () => {
    expect(story).toMatchObject({
      added: [{ id: D, title: `title of ${D}`, from: null, to: 'full', notes: [] }],
      annotated: [{ id: E, title: 'told anew', from: 'smoke', to: 'smoke', notes: [] }],
      changed: [{ id: B, from: 'smoke', to: 'extended', notes: ['n2'] }],
      moved: [{ id: B, from: 'smoke', to: 'extended', notes: ['n2'] }],
      retired: [
        { id: A, title: `title of ${A}`, from: 'smoke', to: null, notes: ['n1'] },
        { id: C, from: 'smoke', to: null, notes: [] },
      ],
      unexplained: [C],
    })
  })

  it('tells the notes in short: whom they name, and the first line of why', () => {
    expect(story.notes).toEqual([
      { id: 'n1', reason: 'duplicate', why: 'It is one of two.', retire: [A], change: [], move: [], waive: [] },
      {
        id: 'n2',
        reason: 'duplicate',
        why: 'It says nothing that its neighbour does not say.',
        retire: [],
        change: [B],
        move: [B],
        waive: [{ bug: '#7', reason: 'docs' }],
      },
    ])
  })

  it('has no title for a case that neither end can read', () => {
    const blind = planLaw(aSet([], [], [A]), aSet())
    expect(tellRange(blind, [], []).retired).toEqual([{ id: A, title: null, from: null, to: null, notes: [] }])
  })
})
