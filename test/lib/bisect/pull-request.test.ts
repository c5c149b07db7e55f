import { describe, expect, it } from 'vitest'
import { findPullRequest } from '../../../lib/bisect/pull-request.ts'

const GITHUB = 'https://github.com/acme/shop'
const GITLAB = 'https://git.example.com/group/sub/shop/'

describe('the pull request of a commit', () => {
  it.each<[name: string, message: string, repo: string | null, found: ReturnType<typeof findPullRequest>]>([
    [
      'is the number at the end of a squash',
      'Be brief (#123)\n\nMore.',
      GITHUB,
      { sign: '#', number: 123, url: `${GITHUB}/pull/123` },
    ],
    [
      'is the one that a merge names',
      'Merge pull request #7 from acme/brief\n\nBe brief (#6)',
      GITHUB,
      { sign: '#', number: 7, url: `${GITHUB}/pull/7` },
    ],
    [
      'is on the server of a merge request',
      "Merge branch 'brief' into 'main'\n\nBe brief\n\nSee merge request group/sub/shop!12\n",
      GITLAB,
      { sign: '!', number: 12, url: 'https://git.example.com/group/sub/shop/-/merge_requests/12' },
    ],
    [
      'may belong to another project of that server',
      'Merge\n\nSee merge request other/fork!12',
      GITLAB,
      { sign: '!', number: 12, url: 'https://git.example.com/other/fork/-/merge_requests/12' },
    ],
    [
      'of this project where the merge request names none',
      'Merge\n\nSee merge request !12',
      GITLAB,
      { sign: '!', number: 12, url: 'https://git.example.com/group/sub/shop/-/merge_requests/12' },
    ],
    ['has no link where the repository is not known', 'Be brief (#123)', null, { sign: '#', number: 123, url: null }],
    [
      'has no link where that is no web address',
      'Be brief (#123)',
      'javascript:alert(1)//x',
      { sign: '#', number: 123, url: null },
    ],
    ['is no number in the middle of a subject', 'Undo (#123) and be brief', GITHUB, null],
    ['is no number in the text', 'Be brief\n\nas said in (#123)', GITHUB, null],
    ['is no other issue', 'Fix #123', GITHUB, null],
    ['is no number that no service has', `Be brief (#${'9'.repeat(20)})`, GITHUB, null],
    ['is no number nought', 'Be brief (#0)', GITHUB, null],
    [
      'has its own sign at GitLab',
      'Merge\n\nSee merge request group/shop!12',
      null,
      { sign: '!', number: 12, url: null },
    ],
    ['is nothing of an empty message', '', GITHUB, null],
    ['is no path that climbs', 'Merge\n\nSee merge request ../../x!12', GITLAB, null],
  ])('%s', (_name, message, repo, found) => {
    expect(findPullRequest(message, repo)).toEqual(found)
  })
})
