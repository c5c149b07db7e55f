import { describe, expect, it } from 'vitest'
import { parseOwners } from '../../../lib/init/codeowners.ts'
import { planInit } from '../../../lib/init/plan.ts'
import { renderAttribute } from '../../../lib/init/templates.ts'
import { initFacts } from '../../fakes/init-facts.ts'

const set = (folder: string) => ({
  config: `${folder}casebook.yaml`,
  path: `${folder}evals`,
  folders: ['inbox', 'smoke', 'full', 'extended', 'migrations'],
})

function planned(text: string | null, folders = [''], owners = ['@acme/quality']) {
  const attributes = { path: '.gitattributes', text: null }
  const facts = initFacts(
    {},
    { sets: folders.map(set), attributes, only: [], codeowners: { owners, file: { path: 'CODEOWNERS', text } } },
  )
  return planInit(facts).steps.filter((step) => 'path' in step && step.path === 'CODEOWNERS')
}

const GUARD =
  /^# casebook casebook\.yaml: begin [^\n]*\n\/casebook\.yaml @acme\/quality\n\/evals\/migrations\/ @acme\/quality\n# casebook casebook\.yaml: end\n$/

describe('CODEOWNERS', () => {
  it('is written where there is none', () => {
    expect(planned(null)).toEqual([{ do: 'write', path: 'CODEOWNERS', text: expect.stringMatching(GUARD) as string }])
  })

  it('is added to at its end, where it counts', () => {
    expect(planned('* @acme/all')).toMatchObject([
      { do: 'append', text: expect.stringMatching(/^\n# casebook/) as string },
    ])
    expect(planned('* @acme/all\n')).toMatchObject([{ do: 'append', text: expect.stringMatching(GUARD) as string }])
  })

  it('has a section of its own where GitLab has others', () => {
    expect(planned('[Docs] @docs\n*.md\n')).toMatchObject([
      { text: expect.stringContaining('\n[Regression set]\n/casebook.yaml') as string },
    ])
  })

  it('guards each set once', () => {
    const first = planned(null, ['a b/'])[0] as { text: string }
    expect(first.text).toContain('/a\\ b/casebook.yaml @acme/quality\n/a\\ b/evals/migrations/ @acme/quality\n')
    expect(
      planned(
        planned(null, ['a/', 'c/'])
          .map((step) => ('text' in step ? step.text : ''))
          .join(''),
        ['a/', 'c/'],
      ),
    ).toEqual([])
  })

  it.each<[string, ReturnType<typeof parseOwners>]>([
    ['@acme/quality', { owners: ['@acme/quality'] }],
    ['@ada, @group/sub/team ada@example.com', { owners: ['@ada', '@group/sub/team', 'ada@example.com'] }],
    ['quality', { wrong: 'quality' }],
    ['@acme/quality #', { wrong: '#' }],
    ['', { wrong: '' }],
    ['@a\n* @mallory', { wrong: '*' }],
  ])('takes %j for what it is', (text, expected) => {
    expect(parseOwners(text)).toEqual(expected)
  })
})

it.each([
  ['evals/data', 'evals/data/** text eol=lf'],
  ['my evals', '"my evals/**" text eol=lf'],
  ['a[1]', 'a\\[1\\]/** text eol=lf'],
  ['a "b', '"a \\"b/**" text eol=lf'],
])('the attributes of %j are %j', (path, line) => {
  expect(renderAttribute(path)).toBe(line)
})
