import { describe, expect, it } from 'vitest'
import type { ShownRun } from '../../../lib/history/shown-run.ts'
import type { ReportDocument, ReportedCase } from '../../../lib/report/reported-set.ts'
import { renderSet } from '../../../lib/report/set-html.ts'

const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(1)>' <!-- </style> javascript:alert(1) \u0000\u001b[31m &lt;`
const tagsOf = (page: string): string[] => [...page.matchAll(/<([a-z0-9]+)/g)].map(([, name]) => name!)

/** A page in which every text from outside is `text`. */
function pageOf(text: string): string {
  const red = { commit: text, at: text, verdict: 'failed', run: text } as const
  const base = {
    id: text,
    path: text,
    title: text,
    category: text,
    bug_link: [text],
    trace_id: text,
    captured_at: text,
  }
  const cases: ReportedCase[] = [
    { ...base, tier: 'smoke', valid: true, why: text, history: { last_red: red, catches: [red], green_since: null } },
    { ...base, tier: 'full', valid: false, history: { last_red: null, catches: [], green_since: text } },
    { ...base, tier: 'inbox', valid: true, history: null },
  ]
  const counts = { pass: 0, relapsed: 0, failed: 1, flaky: 0, error: 0, missing: 0 }
  const run: ShownRun = {
    ...{ id: text, set: text, kind: 'run', commit: text, at: text, tier: 'smoke', root: text, place: 'ci' },
    ...{ selection: { ids: null, shard: text }, green: false, counts, reused: 0, casebook: text },
    red: [{ id: text, verdict: 'failed', passes: 0, asks: 3 }],
  }
  const set = { name: text, version: 1, root: text, cases: 2, notes: 0 }
  const document: ReportDocument = {
    ...{ format: 'casebook-report/1', at: '2026-11-22T10:20:30.000Z', commit: text, set, cases },
    ...{ last_run: run, runs: [run], total: 300 },
  }
  return renderSet(document)
}

describe('renderSet', () => {
  it('has the tags it has, whatever a set and its history hold', () => {
    const page = pageOf(EVIL)
    expect(tagsOf(page)).toEqual(tagsOf(pageOf('plain')))
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(page.match(/\b(src|href|action|srcset)="[^"]*"/g)).toBeNull()
    expect(page).not.toMatch(/@import|url\(/)
  })

  it('links to bugs on the web and to nothing else', () => {
    expect(pageOf('https://a.example/1').match(/href="[^"]*"/g)).toEqual(Array(3).fill('href="https://a.example/1"'))
    expect(pageOf('javascript:alert(1)')).not.toContain('href')
  })

  it('says how many runs it leaves out, and that a case does not read', () => {
    expect(pageOf('x')).toContain('The latest 1 of 300')
    expect(pageOf('x')).toContain('<span class="badge bad">not valid</span>')
  })
})
