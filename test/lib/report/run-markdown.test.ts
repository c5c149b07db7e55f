import { marked, type Tokens } from 'marked'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../../lib/report/run-markdown.ts'
import type { CaseResult } from '../../../lib/run/types.ts'
import { ID, ROOT, result, runOf } from '../../fakes/a-run.ts'

const markdown = (...results: readonly CaseResult[]): string =>
  renderMarkdown({ run: runOf(results), setPath: 'evals/data/regression', at: new Date(0) })

describe('renderMarkdown', () => {
  it('renders the counts of a green run', () => {
    expect(markdown(result())).toBe(
      `### Regression set: green\n\nsmoke 1/1 passed, in 12&#46;4 s\n\nregression&#64;&#8203;v3 rcs1&#58;${ROOT.slice(5)} at 0123456789ab\n`,
    )
  })

  it('renders a table of what failed, then each failure in the order a person needs it', () => {
    const text = markdown(
      result(),
      result({
        verdict: 'relapsed',
        bug_link: ['https://a.example/1', 'SHOP-4'],
        trace_id: 't1',
        diff: '--- expected\n+++ actual\n-a\n+b\n',
        failures: [{ assertion: 'equals', at: '/x', reason: 'not a' }],
      }),
    )
    expect(text).toBe(`### Regression set: red

smoke 1/2 passed, 1 relapsed, in 12&#46;4 s

| verdict | case | title | bug |
| --- | --- | --- | --- |
| relapsed | ${ID} | Refund is quoted in the wrong currency | [https&#58;//a&#46;example/1](<https://a.example/1>), SHOP-4 |

#### ${ID} Refund is quoted in the wrong currency

**relapsed**: wrong in the way that shipped

bug [https&#58;//a&#46;example/1](<https://a.example/1>), SHOP-4

trace t1

\`\`\`diff
--- expected
+++ actual
-a
+b
\`\`\`

equals at /x: not a

evals/data/regression/smoke/${ID}&#46;yaml

regression&#64;&#8203;v3 rcs1&#58;${ROOT.slice(5)} at 0123456789ab
`)
  })

  it('keeps its shape whatever the cases hold', () => {
    const evil = '```\n| x |\n\n<script>alert(1)</script> [a](javascript:b) ~~~ # h\n- l'
    const tokens = marked.lexer(
      markdown(
        result({
          verdict: 'failed',
          title: evil,
          bug_link: evil,
          trace_id: evil,
          diff: evil,
          failures: [{ assertion: evil, at: evil, reason: evil }],
        }),
      ),
    )
    expect(tokens.map(({ type }) => type).filter((type) => type !== 'space')).toEqual([
      'heading',
      'paragraph',
      'table',
      'heading',
      'paragraph',
      'paragraph',
      'paragraph',
      'code',
      'paragraph',
      'paragraph',
      'paragraph',
    ])
    expect((tokens.find(({ type }) => type === 'table') as Tokens.Table).rows).toHaveLength(1)
    expect(JSON.stringify(tokens)).not.toMatch(/"type":"(html|link|image)"/)
  })

  it('stays below what a job summary may hold, and says what it left out', () => {
    const text = markdown(
      ...Array.from({ length: 1000 }, () => result({ verdict: 'failed', diff: `${'`x'.repeat(9_000)}\n` })),
    )
    expect(text.length).toBeLessThan(600_000)
    expect(text).toMatch(/\n… and \d+ more: `casebook run --json` has them all\n/)
  })
})
