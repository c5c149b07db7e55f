import { describe, expect, it } from 'vitest'
import { demandHash } from '../../../lib/case/demand.ts'
import type { Case } from '../../../lib/case/types.ts'
import { aProdBug } from '../../fakes/a-case.ts'
import { hash } from '../manifest/blake3.ts'

const of = (one: Case): string => demandHash(one, hash)

const full = aProdBug()
  .with('policy', { name: 'refunds', side: 'outside' })
  .withInput({ é: 1.0, b: [true, null, 1e21], a: '"\n\u2028' })
  .with('shipped_error', 'crash')
  .withAssertions({ type: 'contains', value: 'EUR', at: '/text' })
  .with('repeat', 3)

describe('demandHash', () => {
  it('is BLAKE3 of the RFC 8785 JSON of the demand fields, spelled out here by hand', () => {
    const json =
      '{"assert":[{"at":"/text","type":"contains","value":"EUR"}],"category":"prod-bug","expected_output":"You get 12.50 EUR back.",' +
      '"input":{"a":"\\"\\n\u2028","b":[true,null,1e+21],"é":1},"policy":{"name":"refunds","side":"outside"},"repeat":3,' +
      '"shipped_error":"crash","shipped_output":"You get 12.50 USD back."}'
    expect(of(full.build())).toBe(Buffer.from(hash(new TextEncoder().encode(json))).toString('hex'))
    expect(of(full.build())).toMatch(/^[0-9a-f]{64}$/)
  })

  it('does not change with the order in which a file has the fields', () => {
    const turned = Object.fromEntries(Object.entries(full.build()).reverse()) as unknown as Case
    expect(of(turned)).toBe(of(full.build()))
  })

  it.each<[name: keyof Case, value: unknown]>([
    ['id', 'reg-2026-11-22-000000'],
    ['title', 'another'],
    ['bug_link', ['SHOP-1', 'SHOP-2']],
    ['postmortem', 'another'],
    ['postmortem_link', 'https://wiki.example.org'],
    ['trace_id', 'another'],
    ['source', { format: 'otlp' }],
    ['captured_by', 'another'],
    ['captured_at', '2026-11-23'],
    ['tags', ['adversarial']],
  ])('does not change with the description: %s', (name, value) => {
    expect(of(full.with(name, value as never).build())).toBe(of(full.build()))
  })

  it.each<[name: keyof Case, value: unknown]>([
    ['category', 'invariant'],
    ['policy', { name: 'refunds', side: 'inside' }],
    ['input', 'another'],
    ['shipped_output', 'another'],
    ['shipped_error', 'timeout'],
    ['expected_output', null],
    ['assert', [{ type: 'contains', value: 'EUR' }]],
    ['repeat', 1],
  ])('changes with the demand: %s, and when it goes', (name, value) => {
    const hashes = [full, full.with(name, value as never), full.without(name)].map((one) => of(one.build()))
    expect(new Set(hashes).size).toBe(3)
  })

  it('fills in no default: to ask once and to say nothing are two demands', () => {
    expect(of(aProdBug().with('repeat', 1).build())).not.toBe(of(aProdBug().build()))
  })

  it('tells null from nothing', () => {
    expect(of(aProdBug().withExpectedOutput(null).build())).not.toBe(of(aProdBug().without('expected_output').build()))
  })
})
