import { describe, expect, it } from 'vitest'
import { parsePullRequest, pullRequestOf, squashMessage } from '../../../lib/policy/parse-pull-request.ts'

describe('pullRequestOf finds title and text in', () => {
  it.each<[sentence: string, value: unknown, found: unknown]>([
    ["GitHub's event", { action: 'edited', pull_request: { title: 'T', body: 'B' } }, { title: 'T', body: 'B' }],
    ['one without a text', { pull_request: { title: 'T', body: null } }, { title: 'T', body: '' }],
    ["GitLab's webhook", { object_attributes: { title: 'T', description: 'D' } }, { title: 'T', body: 'D' }],
    ['the request itself', { title: 'T', body: 'B' }, { title: 'T', body: 'B' }],
    ['no event of a push', { ref: 'refs/heads/main' }, null],
    ['no empty title', { title: ' ', body: 'B' }, null],
    ['no title that is none', { title: ['T'], body: 'B' }, null],
    ['no text that is none', { title: 'T', body: { a: 1 } }, null],
    ['no list', [{ title: 'T' }], null],
    ['nothing', null, null],
  ])('%s', (_, value, found) => {
    expect(pullRequestOf(value)).toEqual(found)
  })
})

describe('parsePullRequest reads', () => {
  it.each<[sentence: string, text: string, found: unknown]>([
    ['Markdown', '# The title\n\nThe text.\n', { title: 'The title', body: '\nThe text.\n' }],
    ['a title alone', 'fix: it\r\n', { title: 'fix: it', body: '' }],
    ['JSON', '{"title":"T","body":"B"}', { title: 'T', body: 'B' }],
    ['text that only begins like JSON', '{T}: a title\nB', { title: '{T}: a title', body: 'B' }],
    ['no title in JSON without one', '{"body":"B"}', null],
    ['nothing in an empty file', ' \n', null],
  ])('%s', (_, text, found) => {
    expect(parsePullRequest(text)).toEqual(found)
  })
})

describe('squashMessage', () => {
  it.each<[sentence: string, body: string, message: string]>([
    ['is title, empty line, text', 'Fixes #1', 'T\n\nFixes #1'],
    ['has the line ends of a commit', 'a\r\nb', 'T\n\na\nb'],
    ['leaves out what nobody sees', 'a<!-- e.g.\nFixes #1 -->b<!---->c', 'T\n\nabc'],
    ['keeps a comment that does not end', 'a<!-- Fixes #1', 'T\n\na<!-- Fixes #1'],
  ])('%s', (_, body, message) => {
    expect(squashMessage({ title: 'T', body })).toBe(message)
  })

  it('takes time that grows with the text alone', () => {
    const body = '<!--'.repeat(200_000)
    expect(squashMessage({ title: 'T', body })).toBe(`T\n\n${body}`)
  })
})
