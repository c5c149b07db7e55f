import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventOfRun, isRecordable, placeOf } from '../../../lib/history/event-of-run.ts'
import { packIds, unpackIds } from '../../../lib/history/packed-ids.ts'
import { MAX_EVENT_BYTES, parseEvent } from '../../../lib/history/parse-event.ts'
import { eventPath, idOfFile, notePath } from '../../../lib/history/paths.ts'
import type { CaseResult, RunDocument } from '../../../lib/run/types.ts'
import { A, aRun, B, commitOf, digest } from '../../fakes/a-recorded-run.ts'

const schema = JSON.parse(readFileSync(new URL('../../../lib/schema/event.schema.json', import.meta.url), 'utf8'))
const bySchema = new Ajv2020({ strict: false }).compile(schema)

const parseText = (text: string) => parseEvent(Buffer.from(text), digest(text).slice(0, 32), digest)
/** The event as JSON, changed by hand. */
const parseChanged = (change: (event: Record<string, unknown>) => void) => {
  const event = JSON.parse(aRun().rendered().text) as Record<string, unknown>
  change(event)
  return { read: parseText(JSON.stringify(event)), isValid: bySchema(event) }
}

describe('an event', () => {
  it('has these bytes and the name that they give it', () => {
    const { id, text } = aRun().asking(A, B).said(B, 'flaky').rendered()
    expect(text).toBe(
      `{"asked":{"2026-01-05":"aaaaaa","2026-01-06":"bbbbbb"},"at":"2026-01-05T00:00:00Z","base":null,"casebook":"0.1.0","commit":"${commitOf('start')}","counts":{"error":0,"failed":0,"flaky":1,"missing":0,"pass":1,"relapsed":0},"format":"casebook-event/1","kind":"run","place":"local","repeated":{},"reused":0,"root":"rcs1:${'0'.repeat(64)}","selection":{"ids":null,"shard":null},"serial":"019b8b5e1400-00000000","set":"regression","target":{"fingerprint":null,"kind":"command"},"tier":"smoke","verdicts":[{"asks":3,"id":"${B}","passes":1,"verdict":"flaky"}]}\n`,
    )
    expect(id).toBe(digest(text).slice(0, 32))
    expect(eventPath(id)).toBe(`runs/${id.slice(0, 2)}/${id}.json`)
    expect(bySchema(JSON.parse(text))).toBe(true)
  })

  it('is read back with all that was written', () => {
    const run = aRun()
      .asking(A, B)
      .said(B, 'failed')
      .with({ repeated: { [A]: 5 } })
      .recorded()
    expect(run).toMatchObject({
      asked: new Set([A, B]),
      at: 1767571200,
      verdicts: [{ id: B, verdict: 'failed', passes: 0, asks: 3 }],
      repeated: { [A]: 5 },
      counts: { pass: 1, failed: 1 },
    })
  })

  it('may have fields that this version does not know', () => {
    const { read, isValid } = parseChanged((event) => {
      event['seed'] = 7
    })
    expect(read).toHaveProperty('run')
    expect(isValid).toBe(true)
  })

  it.each<[string, string, unknown]>([
    ['a later schema version', 'format', 'casebook-event/2'],
    ['an unknown kind', 'kind', 'dream'],
    ['a set name that steers a terminal', 'set', '\u001b[2Jregression'],
    ['a commit that is none', 'commit', '--all'],
    ['a base that is none', 'base', 'main'],
    ['a root that is none', 'root', 'rcs1:00'],
    ['an unknown tier', 'tier', 'smok'],
    ['a selection that is none', 'selection', { ids: ['../../etc'], shard: null }],
    ['a target without a kind', 'target', { fingerprint: null }],
    ['no asked case', 'asked', {}],
    ['an asked case that is none', 'asked', { '2026-01-05': 'aaaaaa ../..' }],
    ['a negative count of reused verdicts', 'reused', -1],
    ['a verdict that needs no telling', 'verdicts', [{ id: A, verdict: 'pass', passes: 1, asks: 1 }]],
    ['a case repeated once', 'repeated', { [A]: 1 }],
    ['counts that are none', 'counts', { pass: '1' }],
    ['a version that is none', 'casebook', 'a b'],
    ['a time that is none', 'at', 'yesterday'],
    ['an unknown place', 'place', 'build-host-7'],
    ['a serial that is none', 'serial', '7'],
  ])('with %s is no event, and is refused by the published schema too', (_, name, value) => {
    const { read, isValid } = parseChanged((event) => {
      event[name] = value
    })
    const reason =
      name === 'format' ? 'its format is not casebook-event/1' : `its field "${name}" is not as it should be`
    expect(read).toEqual({ reason })
    expect(isValid).toBe(false)
  })

  it.each<[string, (event: Record<string, unknown>) => void, string]>([
    [
      'a verdict on a case that was not asked',
      (event) => {
        event['verdicts'] = [{ id: B, verdict: 'failed', passes: 0, asks: 3 }]
      },
      'it has a verdict on a case that was not asked',
    ],
    [
      'a case that is red and repeated green',
      (event) => {
        event['verdicts'] = [{ id: A, verdict: 'failed', passes: 0, asks: 3 }]
        event['repeated'] = { [A]: 2 }
      },
      'it has two verdicts on one case',
    ],
    [
      'more passes than cases',
      (event) => {
        event['counts'] = { pass: 2, relapsed: 0, failed: 0, flaky: 0, error: 0, missing: 0 }
      },
      'its counts are not those of its verdicts',
    ],
    [
      'more passes than questions',
      (event) => {
        event['verdicts'] = [{ id: A, verdict: 'flaky', passes: 4, asks: 3 }]
      },
      'its field "verdicts" is not as it should be',
    ],
    [
      'the same case asked twice',
      (event) => {
        event['asked'] = { '2026-01-05': 'aaaaaa aaaaaa' }
      },
      'its field "asked" is not as it should be',
    ],
  ])('with %s contradicts itself', (_, change, reason) => {
    expect(parseChanged(change).read).toEqual({ reason })
  })

  it.each<[string, Uint8Array, string]>([
    ['no JSON', Buffer.from('{'), 'not a JSON object'],
    ['a list', Buffer.from('[]'), 'not a JSON object'],
    ['null', Buffer.from('null'), 'not a JSON object'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8'],
    ['more than 4 MiB', Buffer.alloc(MAX_EVENT_BYTES + 1, 0x20), 'larger than 4 MiB'],
  ])('is not %s', (_, bytes, reason) => {
    expect(parseEvent(bytes, digest(Buffer.from(bytes).toString()).slice(0, 32), digest)).toEqual({ reason })
  })

  it('under another name than its own is none', () => {
    const { id, text } = aRun().rendered()
    expect(
      parseEvent(
        Buffer.from(text),
        id.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        digest,
      ),
    ).toEqual({
      reason: 'its name is not the hash of its content',
    })
  })

  it('lies below its own first digits', () => {
    const { id } = aRun().rendered()
    expect(idOfFile(id.slice(0, 2), `${id}.json`)).toBe(id)
    for (const name of [`${id}.JSON`, `${id}.json.bak`, `x${id}.json`, '..', `${id}`])
      expect(idOfFile(id.slice(0, 2), name)).toBeNull()
    expect(idOfFile('zz', `${id}.json`)).toBeNull()
    expect(notePath('c0ffee')).toBe('c0/ffee')
  })
})

describe('case ids', () => {
  const ids = fc.array(
    fc
      .tuple(fc.constantFrom('2026-01-05', '2025-12-31'), fc.integer({ min: 0, max: 0xffffff }))
      .map(([day, end]) => `reg-${day}-${end.toString(16).padStart(6, '0')}`),
    { minLength: 1, maxLength: 40 },
  )

  it('come back as they were packed, sorted and each once', () => {
    fc.assert(fc.property(ids, (some) => void expect(unpackIds(packIds(some))).toEqual([...new Set(some)].sort())))
  })

  it('pack to the same whatever their order', () => {
    fc.assert(fc.property(ids, (some) => void expect(packIds([...some].reverse())).toEqual(packIds(some))))
  })
})

describe('a finished run', () => {
  const result = (
    verdict: CaseResult['verdict'],
    attempts: string[],
    changes: Partial<CaseResult> = {},
  ): CaseResult => ({
    id: A,
    title: 'MARKER',
    tier: 'smoke',
    verdict,
    reused: false,
    bug_link: null,
    trace_id: null,
    diff: 'MARKER',
    failures: [{ assertion: 'equals', at: null, reason: 'MARKER' }],
    attempts: attempts.map((one) => ({ verdict: one as 'pass', output: 'MARKER', duration_ms: 1 })),
    ...changes,
  })
  const run = (results: CaseResult[], changes: Partial<RunDocument> = {}): RunDocument => {
    const totals = { pass: 0, relapsed: 0, failed: 0, flaky: 0, error: 0, missing: 0 }
    for (const { verdict } of results) totals[verdict]++
    return {
      format: 'casebook-run/1',
      green: true,
      commit: commitOf('start'),
      dirty: false,
      tier: 'smoke',
      selection: { ids: null, shard: null },
      target: { kind: 'command', fingerprint: null },
      set: { name: 'regression', version: 1, root: `rcs1:${'0'.repeat(64)}`, cases: 1, notes: 0 },
      totals,
      duration_ms: 1,
      results,
      ...changes,
    }
  }
  const green = result('pass', ['pass'])

  it.each<[string, RunDocument, boolean]>([
    ['of a clean commit is kept', run([green]), true],
    ['of uncommitted changes is not', run([green], { dirty: true }), false],
    ['before the first commit is not', run([green], { commit: null }), false],
    ['that never asked a case is not', run([green, result('missing', [], { id: B })]), false],
    ['of nothing is not', run([]), false],
    ['whose target could not be asked at all is not', run([result('error', ['error'])]), false],
    ['that could not tell one case is', run([green, result('error', ['error'], { id: B })]), true],
    ['that reused every verdict is not', run([result('pass', [], { reused: true })]), false],
  ])('%s', (_, one, expected) => {
    expect(isRecordable(one)).toBe(expected)
  })

  it('leaves verdicts, tallies and counts, and nothing that a case or the product said', () => {
    const one = run([
      green,
      result('flaky', ['pass', 'failed', 'failed'], { id: B }),
      result('pass', ['pass', 'pass'], { id: 'reg-2026-01-07-cccccc' }),
      result('pass', [], { id: 'reg-2026-01-08-dddddd', reused: true }),
    ]) as RunDocument & { commit: string }
    const event = eventOfRun(one, {
      kind: 'release',
      at: new Date('2026-01-09T10:00:00.900Z'),
      place: 'ci',
      serial: '019b8b5e1400-00000000',
      casebook: '0.1.0',
      base: commitOf('base'),
      past: true,
    })
    expect(event).toMatchObject({
      kind: 'release',
      base: commitOf('base'),
      past: true,
      asked: { '2026-01-05': 'aaaaaa', '2026-01-06': 'bbbbbb', '2026-01-07': 'cccccc' },
      reused: 1,
      verdicts: [{ id: B, verdict: 'flaky', passes: 1, asks: 3 }],
      repeated: { 'reg-2026-01-07-cccccc': 2 },
      counts: { pass: 3, flaky: 1 },
      at: '2026-01-09T10:00:00Z',
      place: 'ci',
    })
    expect(JSON.stringify(event)).not.toContain('MARKER')
  })

  it.each([
    [undefined, 'local'],
    ['', 'local'],
    ['0', 'local'],
    ['False', 'local'],
    ['true', 'ci'],
    ['1', 'ci'],
    ['woodpecker', 'ci'],
  ])('with CI=%s is %s', (value, place) => {
    expect(placeOf(value)).toBe(place)
  })
})
