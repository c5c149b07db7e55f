import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendEvents } from '../../../lib/flow/append-events.ts'
import { uniteHistory } from '../../../lib/flow/unite-history.ts'
import { eventPath, HISTORY_REF, NOTES_REF, notePath } from '../../../lib/history/paths.ts'
import type { Ports } from '../../../lib/ports.ts'
import { aRun, commitOf, digest } from '../../fakes/a-recorded-run.ts'
import { MemoryObjects, MemoryRefs } from '../../fakes/memory-refs.ts'

/** Ten events that anybody may have. */
const EVENTS = Array.from({ length: 10 }, (_, day) => aRun().day(day).rendered())
const GARBAGE: readonly (readonly [string, string])[] = [
  ['README', 'hello'],
  ['runs/zz/0.json', '{}'],
  [`runs/00/${'0'.repeat(32)}.json`, '{"format":"casebook-event/1"}'],
  ['runs/../../.git/hooks/pre-commit', 'rm -rf /'],
]

const portsOf = (objects: MemoryObjects): { ports: Ports; refs: MemoryRefs } => {
  const refs = new MemoryRefs(objects)
  const git = { isAncestor: async (older: string, newer: string) => objects.isAncestor(older, newer) }
  return { ports: { ownRefs: refs, fingerprint: digest, git } as unknown as Ports, refs }
}

/** A clone that holds some of the events, and what else somebody put into its history. */
function cloneOf(objects: MemoryObjects, events: readonly number[], garbage: readonly number[] = []): MemoryRefs {
  const { refs } = portsOf(objects)
  const files = new Map([
    ...events.map((index) => [eventPath(EVENTS[index]!.id), objects.blob(EVENTS[index]!.text)] as const),
    ...garbage.map((index) => [GARBAGE[index]![0], objects.blob(GARBAGE[index]![1])] as const),
  ])
  if (files.size > 0) refs.refs.set(HISTORY_REF, objects.commit([], files))
  return refs
}

async function pull(into: MemoryRefs, from: MemoryRefs, descend = false): Promise<number> {
  const theirs = from.refs.get(HISTORY_REF)
  const { ports } = portsOf(into.objects)
  if (theirs === undefined) return 0
  return (await uniteHistory({ ...ports, ownRefs: into }, theirs, { descend })).skipped.length
}

const pathsOf = (events: Iterable<number>): string[] =>
  [...new Set(events)].map((index) => eventPath(EVENTS[index]!.id)).sort()
const someEvents = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 10 })
const someGarbage = fc.subarray([0, 1, 2, 3])

describe('the union of histories', () => {
  it('is the same whichever of two is joined to the other', async () => {
    await fc.assert(
      fc.asyncProperty(someEvents, someEvents, async (a, b) => {
        const objects = new MemoryObjects()
        const [left, right] = [cloneOf(objects, a), cloneOf(objects, b)]
        const before = cloneOf(objects, a)
        await pull(left, right)
        await pull(right, before)
        expect(left.paths(HISTORY_REF)).toEqual(pathsOf([...a, ...b]))
        expect(right.paths(HISTORY_REF)).toEqual(pathsOf([...a, ...b]))
      }),
    )
  })

  it('is the same in whatever order three are joined', async () => {
    await fc.assert(
      fc.asyncProperty(someEvents, someEvents, someEvents, async (a, b, c) => {
        const objects = new MemoryObjects()
        const [one, two, three] = [cloneOf(objects, a), cloneOf(objects, b), cloneOf(objects, c)]
        const other = cloneOf(objects, c)
        await pull(other, two)
        await pull(other, one)
        await pull(one, two)
        await pull(one, three)
        expect(one.paths(HISTORY_REF)).toEqual(other.paths(HISTORY_REF))
      }),
    )
  })

  it('adds nothing the second time, not even a commit', async () => {
    await fc.assert(
      fc.asyncProperty(someEvents, someEvents, async (a, b) => {
        const objects = new MemoryObjects()
        const [left, right] = [cloneOf(objects, a), cloneOf(objects, b)]
        await pull(left, right)
        const tip = left.refs.get(HISTORY_REF)
        await pull(left, right)
        expect(left.refs.get(HISTORY_REF)).toBe(tip)
      }),
    )
  })

  it('takes no file that is no event, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(someEvents, someEvents, someGarbage, async (a, b, garbage) => {
        const objects = new MemoryObjects()
        const [left, right] = [cloneOf(objects, a), cloneOf(objects, b, garbage)]
        const skipped = await pull(left, right)
        expect(left.paths(HISTORY_REF)).toEqual(pathsOf([...a, ...b]))
        expect(skipped).toBeGreaterThanOrEqual(garbage.length === 0 ? 0 : 1)
      }),
    )
  })

  it('converges where two clones push to one remote in turn', async () => {
    await fc.assert(
      fc.asyncProperty(someEvents, someEvents, someEvents, async (a, b, at) => {
        const objects = new MemoryObjects()
        const [left, right, remote] = [cloneOf(objects, a), cloneOf(objects, b), cloneOf(objects, at)]
        for (const clone of [left, right, left]) {
          await pull(clone, remote, true)
          const tip = clone.refs.get(HISTORY_REF)
          const there = remote.refs.get(HISTORY_REF)
          if (tip === undefined) continue
          expect(there === undefined || objects.isAncestor(there, tip)).toBe(true)
          remote.refs.set(HISTORY_REF, tip)
        }
        expect(remote.paths(HISTORY_REF)).toEqual(pathsOf([...a, ...b, ...at]))
        expect(right.paths(HISTORY_REF)).toEqual(left.paths(HISTORY_REF))
      }),
    )
  })

  it('takes the event where ours has something else under its name', async () => {
    const objects = new MemoryObjects()
    const left = cloneOf(objects, [])
    const path = eventPath(EVENTS[0]!.id)
    left.refs.set(HISTORY_REF, objects.commit([], new Map([[path, objects.blob('no event')]])))
    await pull(left, cloneOf(objects, [0]))
    const oid = objects.commits.get(left.refs.get(HISTORY_REF)!)!.files.get(path)!
    expect(objects.blobs.get(oid)!.toString()).toBe(EVENTS[0]!.text)
  })

  it('keeps our runs where a remote that grew out of ours has dropped them', async () => {
    const objects = new MemoryObjects()
    const left = cloneOf(objects, [0, 1])
    const dropped = objects.commit([left.refs.get(HISTORY_REF)!], new Map())
    const right = portsOf(objects).refs
    right.refs.set(HISTORY_REF, dropped)
    await pull(left, right)
    expect(left.paths(HISTORY_REF)).toEqual(pathsOf([0, 1]))
  })
})

describe('an appended event', () => {
  it('is not added twice where the notes alone were held by somebody else', async () => {
    const objects = new MemoryObjects()
    const { ports, refs } = portsOf(objects)
    let held = true
    const commit = refs.commit.bind(refs)
    refs.commit = async (commits) => {
      if (!held) return commit(commits)
      held = false
      await commit(commits.filter(({ ref }) => ref === HISTORY_REF))
      return false
    }
    await appendEvents(ports, [aRun().event])
    expect(refs.paths(HISTORY_REF)).toEqual([eventPath(aRun().rendered().id)])
    expect(objects.commits.get(refs.refs.get(HISTORY_REF)!)!.parents).toEqual([])
    expect(refs.paths(NOTES_REF)).toEqual([notePath(commitOf('start'))])
  })

  it('is given up where the ref is never free', async () => {
    const { ports, refs } = portsOf(new MemoryObjects())
    refs.commit = async () => false
    await expect(appendEvents(ports, [aRun().event])).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'history-busy',
      message: '"refs/casebook/history" is held by another process: it could not be moved in 20 tries',
      hints: ['if nothing else is at work here: rm "$(git rev-parse --git-path refs/casebook/history.lock)"'],
    })
  })

  it('that could not be read back is not written', async () => {
    const { ports, refs } = portsOf(new MemoryObjects())
    await expect(appendEvents(ports, [aRun().with({ set: 'two words' }).event])).rejects.toMatchObject({
      code: 'bad-event',
      message: 'the run can not be kept as an event: its field "set" is not as it should be',
    })
    expect(refs.refs.size).toBe(0)
  })
})
