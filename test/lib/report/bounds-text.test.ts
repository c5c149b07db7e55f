import { describe, expect, it } from 'vitest'
import type { BisectDocument } from '../../../lib/bisect/document.ts'
import { boundsLines } from '../../../lib/report/bounds-text.ts'
import { makePaint } from '../../../lib/report/paint.ts'
import type { Reporter } from '../../../lib/report/plan-reports.ts'
import { renderReport } from '../../../lib/report/render-report.ts'
import type { Remembered } from '../../../lib/run/types.ts'
import { ID, result, runOf } from '../../fakes/a-run.ts'

const GOOD = '1'.repeat(40)
const BAD = '2'.repeat(40)
const GREEN: Remembered = { commit: GOOD, at: '2026-01-05T08:00:00Z' }

describe('boundsLines', () => {
  it.each<[sentence: string, green: Remembered | null, red: Remembered | null, lines: string[]]>([
    [
      'both ends',
      GREEN,
      { commit: BAD, at: '2026-01-06T08:00:00Z' },
      [
        `green  at 111111111111 on 2026-01-05; red first at 222222222222 on 2026-01-06`,
        `find the commit: casebook bisect ${ID} --good 111111111111 --bad 222222222222`,
      ],
    ],
    [
      'red at the commit that it was green at',
      GREEN,
      { commit: GOOD, at: null },
      [
        'green  at 111111111111 on 2026-01-05, at this same commit: the model, the data or a grader has changed, or it is flaky',
      ],
    ],
    [
      'red with changes that are not committed',
      GREEN,
      null,
      ['green  at 111111111111 on 2026-01-05; red with the uncommitted changes'],
    ],
    [
      'no green known',
      null,
      { commit: BAD, at: '2026-01-06T08:00:00Z' },
      [
        'red    first at 222222222222 on 2026-01-06; history knows no green commit before it',
        `find the commit: casebook bisect ${ID} --bad 222222222222`,
      ],
    ],
    ['red for the first time, and nothing else known', null, { commit: BAD, at: null }, []],
    ['nothing', null, null, []],
  ])('of a case of which history knows %s', (_, last_green, first_red, lines) => {
    expect(boundsLines(result({ verdict: 'failed', last_green, first_red }))).toEqual(lines)
  })

  it('says that nobody is blamed, and of a drift nothing else', () => {
    const red = { verdict: 'failed', last_green: null, first_red: { commit: BAD, at: '2026-01-06T08:00:00Z' } } as const
    const blamed = (outcome: string) => [
      {
        id: ID,
        reason: 'it is red now, where it was green',
        bisect: { outcome, culprit: null } as unknown as BisectDocument,
      },
    ]
    const nobody = 'nobody is blamed: it is red now, where it was green'
    expect(boundsLines(result(red), blamed('drift'))).toEqual([nobody])
    expect(boundsLines(result(red), blamed('unevaluable'))).toEqual([
      'red    first at 222222222222 on 2026-01-06; history knows no green commit before it',
      nobody,
    ])
  })

  it('looks for no commit that made it flaky', () => {
    const red: Remembered = { commit: BAD, at: '2026-01-06T08:00:00Z' }
    expect(boundsLines(result({ verdict: 'flaky', last_green: GREEN, first_red: red }))).toEqual([
      'green  at 111111111111 on 2026-01-05; red first at 222222222222 on 2026-01-06',
    ])
  })

  it.each<[Reporter, string]>([
    ['text', `\n  broken by 222222222222  2026-01-06  <b>Eve</b>  "::error::a | b\\x1b[31m"\n`],
    ['markdown', '\n\nbroken by 222222222222  2026-01-06  &#60;b&#62;Eve&#60;/b&#62;  "&#58;&#58;error'],
    ['html', '<dt>broken by</dt><dd>222222222222  2026-01-06  &lt;b&gt;Eve&lt;/b&gt;  &quot;::error::a | b\\x1b[31m'],
    ['junit', '\n  broken by 222222222222  2026-01-06  &lt;b&gt;Eve'],
    ['github', '%0A  broken by 222222222222  2026-01-06  <b>Eve</b>'],
  ])('name who broke it where that was asked, in the report %s', async (reporter, part) => {
    const red = { verdict: 'failed', last_green: GREEN, first_red: { commit: BAD, at: null } } as const
    const told = {
      commit: BAD,
      author: '<b>Eve</b>',
      date: '2026-01-06T08:00:00Z',
      subject: '::error::a | b\u001b[31m',
      pull_request: null,
    }
    const bisect = { culprit: told } as unknown as BisectDocument
    const run = { ...runOf([result(red)]), blame: [{ id: ID, reason: '', bisect }] }
    const text = await renderReport(reporter, { run, setPath: 'evals', at: new Date(0) }, makePaint(false))
    expect(text).toContain(part)
    expect(text).not.toContain('find the commit')
    expect(text).not.toContain('\u001b')
  })

  it.each<[Reporter, string[]]>([
    [
      'text',
      [
        '  green  at 111111111111 on 2026-01-05; red first at 222222222222, now\n',
        `  find the commit: casebook bisect ${ID} --good 111111111111 --bad 222222222222\n`,
      ],
    ],
    [
      'markdown',
      [
        '\n\ngreen at 111111111111 on 2026-01-05; red first at 222222222222, now\n\n',
        `\n\nfind the commit: casebook bisect ${ID} --good 111111111111 --bad 222222222222\n\n`,
      ],
    ],
    [
      'html',
      [
        '<dt>green</dt><dd>at 111111111111 on 2026-01-05; red first at 222222222222, now</dd>',
        `<dt>find the commit</dt><dd><code>casebook bisect ${ID} --good 111111111111 --bad 222222222222</code></dd>`,
      ],
    ],
    ['junit', ['\n  green  at 111111111111', `\n  find the commit: casebook bisect ${ID} --good 111111111111`]],
    ['github', ['%0A  green  at 111111111111', `%0A  find the commit: casebook bisect ${ID} --good 111111111111`]],
  ])('are told in the report %s', async (reporter, parts) => {
    const run = runOf([result({ verdict: 'failed', last_green: GREEN, first_red: { commit: BAD, at: null } })])
    const reported = { run, setPath: 'evals', at: new Date(0) }
    const text = await renderReport(reporter, reported, makePaint(false))
    for (const part of parts) expect(text).toContain(part)
  })
})
