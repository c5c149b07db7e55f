import { describe, expect, it } from 'vitest'
import { renderHtml } from '../../../lib/report/run-html.ts'
import type { CaseResult } from '../../../lib/run/types.ts'
import { ID, result, runOf } from '../../fakes/a-run.ts'

const html = (...results: readonly CaseResult[]): string =>
  renderHtml({ run: runOf(results), setPath: 'evals/data/regression', at: new Date('2026-11-22T10:20:30Z') })
const tagsOf = (page: string): string[] => [...page.matchAll(/<([a-z0-9]+)/g)].map(([, name]) => name!)

describe('renderHtml', () => {
  it('is one page that fetches and runs nothing', () => {
    const page = html(result({ verdict: 'failed', bug_link: 'https://a.example/1' }))
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    )
    expect(new Set(tagsOf(page))).not.toContain('script')
    expect(page.match(/\b(src|href|action|srcset)="[^"]*"/g)).toEqual(['href="https://a.example/1"'])
    expect(page).not.toMatch(/@import|url\(/)
  })

  it('says the outcome in words, not by colour alone', () => {
    expect(html(result())).toContain('<h1>regression <span class="badge good">green</span></h1>')
    expect(html(result({ verdict: 'error' }))).toContain('<span class="badge unsure">could not be told</span>')
    expect(html(result({ verdict: 'missing' }))).toContain('<span class="badge bad">red</span>')
    expect(html(result({ reused: true }))).toContain('<span class="badge good">pass</span> reused')
  })

  it('shows a failure with its bug, trace, diff and assertion', () => {
    const page = html(
      result({
        verdict: 'relapsed',
        bug_link: 'https://a.example/?a=1&b="2"',
        trace_id: 't1',
        diff: '--- expected\n+++ actual\n-a\n+<b>\n',
        failures: [{ assertion: 'equals', at: '/x', reason: 'not "a"' }],
      }),
    )
    for (const part of [
      `<h3 id="case-${ID}">Refund is quoted in the wrong currency <span class="id">${ID}</span></h3>`,
      '<dt>bug</dt><dd><a href="https://a.example/?a=1&amp;b=%222%22" rel="noopener noreferrer">https://a.example/?a=1&amp;b=&quot;2&quot;</a></dd>',
      '<dt>trace</dt><dd>t1</dd>',
      '<del>-a</del><ins>+&lt;b&gt;</ins>',
      '<p><code>equals</code> at <code>/x</code>: not &quot;a&quot;</p>',
    ])
      expect(page).toContain(part)
  })

  it('has the tags it has, whatever the cases hold', () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>' <!-- </style> javascript:alert(1) \u0000\u001b[31m &lt;`
    const failed = (text: string): CaseResult =>
      result({
        id: text,
        verdict: 'failed',
        title: text,
        bug_link: text,
        trace_id: text,
        diff: text,
        failures: [{ assertion: text, at: text, reason: text }],
      })
    expect(tagsOf(html(failed(evil)))).toEqual(tagsOf(html(failed('plain'))))
    expect(html(failed(evil))).not.toMatch(/\bhref=|\u001b|\u0000/)
  })
})
