import { describe, expect, it } from 'vitest'
import { ASK, aLine, CONFIG, commitAll, type Made, STATES } from './commit-line.ts'
import { BUG, expectExit, makeSandbox, REFUND, RIGHT, type Sandbox, SET, WRONG } from './sandbox.ts'
import { expectValid } from './valid-document.ts'

const ID = REFUND.id

/** A repository with the set, its configuration and a history on top. */
async function withHistory(
  made: readonly Made[],
  { config = CONFIG, place = 'smoke' }: { config?: string; place?: 'smoke' | 'inbox' } = {},
): Promise<{ sandbox: Sandbox; commits: string[] }> {
  const sandbox = await makeSandbox({ bare: true })
  await sandbox.write('casebook.yaml', config)
  await sandbox.write(ASK, `${STATES.g}\n`)
  await sandbox.addCase({}, place)
  await sandbox.commit('A case')
  return { sandbox, commits: await commitAll(sandbox, made) }
}

interface Told {
  readonly outcome: string
  readonly first_bad: string | null
  readonly last_good: string | null
  readonly evaluated: number
  readonly skipped: string[]
  readonly candidates: string[]
  readonly reason: string
  readonly culprit: {
    files: string[]
    changed: number
    pull_request: object | null
    author: string
    subject: string
  } | null
}

/** Runs it and checks that it left nothing behind but the history's events. */
async function bisect(sandbox: Sandbox, code: number, ...args: string[]): Promise<Told & Record<string, unknown>> {
  const before = sandbox.snapshot(sandbox.repo, LEFT_OUT)
  const ran = await sandbox.json('bisect', ID, ...args)
  expectExit(ran, code)
  expectValid(ran.document)
  expect(sandbox.snapshot(sandbox.repo, LEFT_OUT)).toEqual(before)
  expect(sandbox.leftovers()).toEqual([])
  return ran.document as unknown as Told & Record<string, unknown>
}

/** What history adds, and git's own object store. */
const LEFT_OUT = /^\.git\/(objects|casebook|refs\/casebook|refs\/notes)\//

describe.concurrent('the first bad commit is found', () => {
  it('in a long history with stretches that do not start', async () => {
    const line = `${'g'.repeat(30)}${'x'.repeat(20)}${'g'.repeat(33)}${'x'.repeat(9)}g${'b'.repeat(20)}${'x'.repeat(15)}${'b'.repeat(12)}`
    const { sandbox, commits } = await withHistory(aLine(line))
    const told = await bisect(sandbox, 0, '--jobs', '4')
    const first = line.indexOf('b')
    expect(told).toMatchObject({ outcome: 'found', first_bad: commits[first], last_good: commits[first - 1] })
    expect(told.skipped.every((each) => line[commits.indexOf(each)] === 'x')).toBe(true)
    expect(told.evaluated).toBeLessThan(20)
  })

  it('and told with its author, date, subject, files, pull request and both answers', async () => {
    const config = `${CONFIG}  inputs: ["app/**"]\nbugs: {repo: https://github.com/acme/shop}\n`
    const { sandbox, commits } = await withHistory(
      [
        { files: { 'docs/a.md': '1' } },
        {
          state: 'b',
          files: { 'docs/a.md': '2' },
          author: 'Bob <bob@example.com>',
          message: 'Shorten the answer (#123)\n\nMore room.\n',
        },
        { files: { 'docs/a.md': '3' } },
      ],
      { config },
    )
    const told = await bisect(sandbox, 0)
    expect(told).toMatchObject({
      format: 'casebook-bisect/1',
      id: ID,
      title: REFUND.title,
      outcome: 'found',
      first_bad: commits[1],
      last_good: commits[0],
      culprit: {
        commit: commits[1],
        author: 'Bob <bob@example.com>',
        date: '2026-01-06T11:46:41+00:00',
        subject: 'Shorten the answer (#123)',
        verdict: 'relapsed',
        files: [ASK],
        changed: 2,
        pull_request: { sign: '#', number: 123, url: 'https://github.com/acme/shop/pull/123', merged_by: null },
      },
      answers: {
        good: `${RIGHT}\n`,
        bad: `${WRONG}\n`,
        diff: expect.stringContaining(`-${RIGHT}\n+# 1\n`.slice(0, RIGHT.length + 2)),
      },
    })
    const text = expectExit(await sandbox.casebook('bisect', ID), 0).stdout
    expect(text.replace(/\d+\.\d s/, '0.1 s')).toBe(
      [
        `${ID}  ${REFUND.title}`,
        `  broken by  ${commits[1]!.slice(0, 12)}  2026-01-06  Bob <bob@example.com>  "Shorten the answer (#123)"`,
        '  came with  https://github.com/acme/shop/pull/123',
        `  changed    ${ASK}, 1 file outside of the declared inputs`,
        `  last good  ${commits[0]!.slice(0, 12)}  2026-01-06  Ada <ada@example.com>  "Change 0"`,
        '  what it answers, before and after:',
        `  --- ${commits[0]!.slice(0, 12)}`,
        `  +++ ${commits[1]!.slice(0, 12)}`,
        '  @@ -1,1 +1,1 @@',
        `  -${RIGHT}`,
        `  +${WRONG}`,
        '  asked 3 commits to search 2, in 2 rounds, 0.1 s',
        '',
      ].join('\n'),
    )
  })

  it('on a branch that was merged, with the pull request that the merge names', async () => {
    const { sandbox, commits } = await withHistory([
      { state: 'g' },
      { files: { a: '1' } },
      { from: [0], state: 'b', message: 'Be brief' },
      { from: [2], files: { b: '1' } },
      { from: [1, 3], files: { [ASK]: `${STATES.b}\n`, b: '1' }, message: 'Merge pull request #7 from acme/brief\n' },
      { files: { a: '2' } },
    ])
    const told = await bisect(sandbox, 0)
    expect(told).toMatchObject({
      outcome: 'found',
      first_bad: commits[2],
      last_good: commits[0],
      culprit: { pull_request: { number: 7, merged_by: commits[4] } },
    })
  })

  it('with the request of the inner merge, where that was merged again', async () => {
    const { sandbox, commits } = await withHistory([
      { state: 'g' },
      { files: { a: '1' } },
      { from: [0], files: { c: '1' } },
      { from: [0], state: 'b', message: 'Be brief' },
      { from: [2, 3], files: { [ASK]: `${STATES.b}\n` }, message: 'Merge pull request #12 from acme/brief\n' },
      { from: [1, 4], files: { [ASK]: `${STATES.b}\n`, c: '1' }, message: 'Merge pull request #99 from acme/develop' },
    ])
    const told = await bisect(sandbox, 0)
    expect(told).toMatchObject({
      first_bad: commits[3],
      culprit: { pull_request: { number: 12, merged_by: commits[4] } },
    })
  })

  it('where the merge itself broke it', async () => {
    const { sandbox, commits } = await withHistory([
      { state: 'g' },
      { files: { a: '1' } },
      { from: [0], files: { b: '1' } },
      { from: [1, 2], state: 'b', files: { b: '1' }, message: 'Merge branch brief\n' },
      { files: { a: '2' } },
    ])
    expect(await bisect(sandbox, 0)).toMatchObject({ outcome: 'found', first_bad: commits[3] })
  })

  it('in a history of many merges', async () => {
    const made: Made[] = [{ state: 'g' }]
    for (let merge = 0; merge < 12; merge++) {
      const tip = made.length - 1
      for (let each = 0; each < 3; each++)
        made.push({ from: [each === 0 ? tip : made.length - 1], files: { [`b${merge}-${each}`]: 'x' } })
      const side = made.length - 1
      made.push({ from: [tip], files: { [`m${merge}`]: 'x' } })
      const files = Object.fromEntries([0, 1, 2].map((each) => [`b${merge}-${each}`, 'x']))
      made.push({ from: [made.length - 1, side], files, message: `Merge branch b${merge}` })
    }
    const culprit = made.findIndex(({ files }) => files?.['b7-1'] !== undefined && Object.keys(files).length === 1)
    const broken = made.map((one, index) => {
      const isMerge = (one.from?.length ?? 1) > 1
      if (index === culprit) return { ...one, state: 'b' as const }
      return isMerge && one.message === 'Merge branch b7'
        ? { ...one, files: { ...one.files, [ASK]: `# ${culprit}\n${STATES.b}\n` } }
        : one
    })
    const { sandbox, commits } = await withHistory(broken)
    const told = await bisect(sandbox, 0, '--jobs', '4')
    expect(told).toMatchObject({ outcome: 'found', first_bad: commits[culprit], last_good: commits[culprit - 1] })
    expect(told.evaluated).toBeLessThan(20)
  })

  it('past commits that hang', async () => {
    const config = CONFIG.replace('mode: once', 'mode: once\n  timeout: 1s')
    const { sandbox, commits } = await withHistory(aLine('gghhgbbb'), { config })
    const told = await bisect(sandbox, 0, '--jobs', '4')
    expect(told).toMatchObject({ outcome: 'found', first_bad: commits[5], last_good: commits[4] })
    expect(told['unasked']).toEqual(told.skipped.map((commit) => ({ commit, reason: 'no answer within 1000 ms' })))
  })

  it('of a case that did not exist back then, on code that knew another set folder and no configuration', async () => {
    const { sandbox, commits } = await withHistory(aLine('gggbbb'))
    await sandbox.git('mv', SET, 'checks')
    await sandbox.write('casebook.yaml', CONFIG.replace(SET, 'checks'))
    await sandbox.commit('Move the set')
    expect(await bisect(sandbox, 0)).toMatchObject({ outcome: 'found', first_bad: commits[3] })
    await sandbox.git('update-ref', '-d', 'refs/casebook/history')
    const id = 'reg-2026-01-09-cccccc'
    await sandbox.write(`checks/smoke/${id}.yaml`, (await sandbox.read(`checks/smoke/${ID}.yaml`)).replace(ID, id))
    expect(await sandbox.json('bisect', id)).toMatchObject({ code: 0, document: { first_bad: commits[3] } })
  })

  it('of a case in the inbox, which no run asks yet', async () => {
    const { sandbox, commits } = await withHistory(aLine('ggbb'), { place: 'inbox' })
    expect(await bisect(sandbox, 0)).toMatchObject({ outcome: 'found', first_bad: commits[2] })
  })

  it('of a set in a monorepo, from its folder', async () => {
    const sandbox = await makeSandbox({ bare: true })
    const commit = (): Promise<string> => sandbox.commit('x')
    for (const name of ['a', 'b']) {
      await sandbox.write(`services/${name}/casebook.yaml`, CONFIG.replace('set: regression', `set: ${name}`))
      await sandbox.write(`services/${name}/${ASK}`, `${STATES.g}\n`)
      await sandbox.write(`services/${name}/${await sandbox.addCase()}`, await sandbox.read(`${SET}/smoke/${ID}.yaml`))
    }
    await sandbox.git('clean', '-qfd', SET.split('/')[0]!)
    await commit()
    const made = [...'ggbb'].map(
      (state, index): Made => ({
        files: {
          [`services/b/${ASK}`]: `${STATES[state as 'g']}\n`,
          [`services/a/${ASK}`]: `# ${index}\n${STATES[index === 1 ? 'b' : 'g']}\n`,
        },
      }),
    )
    const commits = await commitAll(sandbox, made)
    const ran = await sandbox.json('bisect', ID, { cwd: sandbox.path('services/b') })
    expect(ran).toMatchObject({ code: 0, document: { first_bad: commits[2] } })
    expectExit(await sandbox.casebook('bisect', ID), 2)
  })

  it('between the revisions that somebody names', async () => {
    const { sandbox, commits } = await withHistory(aLine('gggbbbggbbb'))
    const told = await bisect(sandbox, 0, '--good', commits[0]!, '--bad', 'HEAD~5')
    expect(told).toMatchObject({ outcome: 'found', first_bad: commits[3], between: 5 })
    expect(await bisect(sandbox, 0, '--good', commits[7]!)).toMatchObject({ first_bad: commits[8] })
  })

  it('where an end can not be asked, from its neighbours', async () => {
    const { sandbox, commits } = await withHistory(aLine('gxxgbbxx'))
    const told = await bisect(sandbox, 0, '--good', commits[1]!)
    expect(told).toMatchObject({ outcome: 'found', first_bad: commits[4] })
    expect(told.skipped).toEqual(expect.arrayContaining([commits[1], commits[7]]))
  })

  it('with a harness that old commits have not got, from the overlay', async () => {
    const config = CONFIG.replace('[sh, app/ask.sh]', '[sh, harness/ask.sh]').replace(
      'mode: once',
      'mode: once\n  overlay: ["harness/**"]',
    )
    const { sandbox, commits } = await withHistory(aLine('ggbb'), { config })
    await sandbox.write('harness/ask.sh', '. ./app/ask.sh\n')
    await sandbox.commit('A harness')
    expect(await bisect(sandbox, 0)).toMatchObject({ outcome: 'found', first_bad: commits[2] })
  })
})

describe.concurrent('history', () => {
  it('bounds the search by the last green, and gets what was found', async () => {
    const { sandbox, commits } = await withHistory(aLine('bbgggggggggggb'))
    await sandbox.git('checkout', '-q', commits[8]!)
    expectExit(await sandbox.casebook('run'), 0)
    await sandbox.git('checkout', '-q', 'main')
    expect(await bisect(sandbox, 0)).toMatchObject({ first_bad: commits[13], between: 5, good: { commit: commits[8] } })
    const events = (await sandbox.json('history', ID)).document['runs'] as {
      kind: string
      commit: string
      green: boolean
    }[]
    expect(events.filter(({ kind }) => kind === 'bisect').map(({ commit, green }) => [commit, green])).toEqual([
      [commits[13], false],
      [commits[12], true],
    ])
  })

  it('counts for nothing where the case demanded something else then', async () => {
    const { sandbox, commits } = await withHistory(aLine('gggb'))
    expectExit(await sandbox.casebook('run', '--at', commits[2]!), 0)
    await sandbox.addCase({ expected_output: 'Ask a lawyer.', assert: [{ type: 'contains', value: 'lawyer' }] })
    await sandbox.commit('Demand something else')
    const told = await bisect(sandbox, 1)
    expect(told).toMatchObject({ outcome: 'never-green', first_bad: null, last_good: null, green_at: null })
  })
})

describe.concurrent('no commit is blamed', () => {
  it('for what is red now where it was green: drift', async () => {
    const { sandbox } = await withHistory(aLine('ggg'), {
      config: CONFIG.replace('mode: once', 'mode: once\n  env: {ANSWER: "${ANSWER}"}'),
    })
    await sandbox.write(ASK, 'echo "$ANSWER"\n')
    const good = await sandbox.commit('Ask a model')
    expectExit(await sandbox.casebook('run', { env: { ANSWER: RIGHT } }), 0)
    await commitAll(sandbox, [{ files: { a: '1' } }, { files: { a: '2' } }])
    const ran = await sandbox.json('bisect', ID, { env: { ANSWER: WRONG } })
    expect(ran).toMatchObject({
      code: 1,
      document: {
        outcome: 'drift',
        first_bad: null,
        last_good: null,
        evaluated: 2,
        green_at: '2026-01-05T08:00:00Z',
        reason: `it is red now at ${good.slice(0, 12)}, where a run of 2026-01-05 saw it green: no commit did that, so look at the model, the data, a grader`,
      },
    })
    expectValid(ran.document)
    const text = (await sandbox.casebook('bisect', ID, '--good', good, { env: { ANSWER: WRONG } })).stdout
    expect(text).toContain('\n  drift: it is red now at ')
  })

  it('for what was red before there was a configuration, with how to go on', async () => {
    const sandbox = await makeSandbox({ bare: true })
    await sandbox.write(ASK, `${STATES.g}\n`)
    const first = await sandbox.commit('Right')
    await sandbox.write(ASK, `${STATES.b}\n`)
    const broken = await sandbox.commit('Wrong')
    await sandbox.write('casebook.yaml', CONFIG)
    await sandbox.addCase()
    await sandbox.commit('A case')
    const told = await bisect(sandbox, 1)
    expect(told.outcome).toBe('never-green')
    expect(told.reason).toMatch(/; --good <older> asks before it, with the configuration of today$/)
    expect(await bisect(sandbox, 0, '--good', first)).toMatchObject({ outcome: 'found', first_bad: broken })
  })

  it('for what was never green', async () => {
    const { sandbox } = await withHistory(aLine('gbb'))
    await sandbox.addCase({ expected_output: 'Ask a lawyer.' })
    await sandbox.commit('Demand something else')
    const told = await bisect(sandbox, 1)
    expect(told).toMatchObject({ outcome: 'never-green', evaluated: 2, skipped: [], first_bad: null })
    expect(told.reason).toBe(
      `it is red at ${(await sandbox.git('rev-parse', 'HEAD~4')).slice(0, 12)} already, the oldest commit with a configuration, and no recorded run saw it green there`,
    )
  })

  it('for a good end that is not', async () => {
    const { sandbox, commits } = await withHistory(aLine('ggbbb'))
    const told = await bisect(sandbox, 1, '--good', commits[2]!)
    expect(told.outcome).toBe('never-green')
    expect(told.reason).toContain('which was said to be good')
  })

  it('where only commits are left that can not be asked', async () => {
    const { sandbox, commits } = await withHistory(aLine('ggxxxbb'))
    const told = await bisect(sandbox, 3)
    expect(told).toMatchObject({ outcome: 'unevaluable', first_bad: null, last_good: null })
    expect(told.candidates).toEqual([2, 3, 4, 5].map((each) => commits[each]))
    expect(told.reason).toMatch(/^4 commits are left, .*no such module/)
  })

  it('where an end and all around it can not be asked', async () => {
    const { sandbox } = await withHistory(aLine(`g${'x'.repeat(12)}`))
    const told = await bisect(sandbox, 3)
    expect(told).toMatchObject({ outcome: 'unevaluable', candidates: [] })
    expect(told.reason).toContain('no such module')
  })

  it('where the case passes by chance', async () => {
    const sandbox = await makeSandbox()
    await sandbox.addCase()
    await sandbox.commit('A case')
    const rules = (rule: object): string => JSON.stringify([{ when: 'day 40', ...rule }])
    const of = (...all: object[]): Made[] =>
      all.map((rule, index) => ({ files: { 'app/rules.json': rules(rule), n: `${index}` } }))
    const commits = await commitAll(
      sandbox,
      of({ say: RIGHT }, { say: RIGHT }, { do: 'flip' }, { say: WRONG }, { say: WRONG }),
    )
    const told = await bisect(sandbox, 3)
    expect(told.outcome).toBe('unevaluable')
    expect(told.candidates).toEqual([commits[2], commits[3]])
    expect(told['unasked']).toEqual([{ commit: commits[2], reason: 'flaky: passed 2 of 4' }])
  })

  it('in a clone that has only the end of the history', async () => {
    const { sandbox, commits } = await withHistory(aLine('ggbbbb'))
    await sandbox.git('push', '-q', '--no-verify', '-f', 'origin', 'main')
    await sandbox.git('clone', '-q', '--depth=3', `file://${sandbox.remote}`, `${sandbox.root}/shallow`)
    const cwd = `${sandbox.root}/shallow`
    const ran = await sandbox.casebook('bisect', ID, { cwd })
    expectExit(ran, 3)
    expect(ran.stderr).toBe(
      `error: it is red at ${commits[3]!.slice(0, 12)} already, and this clone has only a part of the history\nhint: git fetch --unshallow\n`,
    )
    expectExit(await sandbox.casebook('bisect', ID, '--good', commits[0]!, { cwd }), 3)
    await sandbox.git('fetch', '-q', '--unshallow', { cwd })
    expect(await sandbox.json('bisect', ID, { cwd })).toMatchObject({ code: 0, document: { first_bad: commits[2] } })
  })
})

describe.concurrent('a wrong question', () => {
  it.each<[name: string, args: string[], code: number, stderr: RegExp]>([
    [
      'an id that nobody knows',
      ['reg-2026-01-01-dddddd'],
      2,
      /^error: there is no case "reg-2026-01-01-dddddd" in the set\nhint: casebook list\n$/,
    ],
    [
      'a bad end that is no revision',
      [ID, '--bad', 'nope'],
      2,
      /^error: "nope" names no commit here\nhint: git log --oneline\nhint: git fetch\n$/,
    ],
    ['a good end that looks like an option', [ID, '--good=--all'], 2, /^error: "--all" names no commit here\n/],
    [
      'a bad end that is green',
      [ID, '--bad', 'HEAD~2'],
      2,
      /^error: "reg-2026-01-05-aaaaaa" passes at [0-9a-f]{12}: there is nothing to find\nhint: casebook bisect reg-2026-01-05-aaaaaa --bad <a revision where it is red>\nhint: casebook history reg-2026-01-05-aaaaaa\n$/,
    ],
    ['no jobs', [ID, '--jobs', '0'], 2, /^error: --jobs is "0"\nhint: --jobs 2\nhint: from 1 to 64\n$/],
    ['no case at all', [], 2, /^error: /],
  ])('%s', async (_name, args, code, stderr) => {
    const { sandbox } = await withHistory(aLine('gbb'))
    const ran = expectExit(await sandbox.casebook('bisect', ...args), code)
    expect(ran.stderr).toMatch(stderr)
    expect(ran.stdout).toBe('')
  })

  it('a work tree whose changes are not committed', async () => {
    const { sandbox } = await withHistory(aLine('gg'))
    await sandbox.write(ASK, `${STATES.b}\n`)
    const ran = expectExit(await sandbox.casebook('bisect', ID), 2)
    expect(ran.stderr).toContain('hint: uncommitted changes are not looked at: commit what makes it red first\n')
  })

  it('ends that are swapped, with how they are meant', async () => {
    const { sandbox, commits } = await withHistory(aLine('gb'))
    const [first, last] = commits.map((commit) => commit.slice(0, 12))
    const ran = expectExit(await sandbox.casebook('bisect', ID, '--good', 'HEAD', '--bad', 'HEAD~1'), 2)
    expect(ran.stderr).toBe(
      `error: "HEAD" comes after the bad end ${first}: the ends are swapped\nhint: --good ${first} --bad ${last}\n`,
    )
  })

  it('a good end on another branch, with where the two parted', async () => {
    const { sandbox, commits } = await withHistory([{ state: 'g' }, { state: 'b' }])
    await sandbox.git('checkout', '-q', '-b', 'other', commits[0]!)
    const other = await sandbox.commit('Elsewhere')
    await sandbox.git('checkout', '-q', 'main')
    const ran = expectExit(await sandbox.casebook('bisect', ID, '--good', 'other'), 2)
    expect(ran.stderr).toBe(
      `error: "other" is no ancestor of the bad end ${commits[1]!.slice(0, 12)}\nhint: --good ${commits[0]!.slice(0, 12)}, where the two parted\n`,
    )
    expect(other).not.toBe(commits[0])
  })

  it('a server that nobody starts', async () => {
    const { sandbox } = await withHistory(aLine('gb'), {
      config: `set: regression\npath: ${SET}\ntarget: {http: {url: "http://127.0.0.1:9/"}}\n`,
    })
    expect(expectExit(await sandbox.casebook('bisect', ID), 2).stderr).toContain(
      'error: casebook.yaml: casebook.yaml does not start the product, so that no other commit of it can be asked\n',
    )
  })
})

describe.concurrent('declared inputs', () => {
  it('keep commits that change none of them from being asked', async () => {
    const made = Array.from(
      { length: 60 },
      (_, index): Made =>
        index % 20 === 5 ? { state: index >= 45 ? 'b' : 'g' } : { files: { 'docs/a.md': `${index}` } },
    )
    const { sandbox, commits } = await withHistory(made, { config: `${CONFIG}  inputs: ["app/**"]\n` })
    const told = await bisect(sandbox, 0, '--jobs', '1')
    expect(told).toMatchObject({ outcome: 'found', first_bad: commits[45], last_good: commits[44] })
    expect(told.evaluated).toBeLessThanOrEqual(6)
  })

  it('that leave out what the answer depends on are said to, and every commit is asked', async () => {
    const { sandbox, commits } = await withHistory(aLine('ggggbbb'), { config: `${CONFIG}  inputs: ["docs/**"]\n` })
    await sandbox.write('docs/a.md', 'x')
    await sandbox.commit('Docs')
    const ran = await sandbox.casebook('bisect', ID)
    expectExit(ran, 0)
    expect(ran.stdout).toContain(`broken by  ${commits[4]!.slice(0, 12)}`)
  })
})

describe.concurrent('declared inputs that leave something out', () => {
  it('name no commit that is green, where another one can not be asked', async () => {
    const either = `if test -e other/answer; then echo "${WRONG}"; else echo "${RIGHT}"; fi\n`
    const { sandbox, commits } = await withHistory(
      [
        { state: 'x' },
        { files: { [ASK]: either } },
        { files: { 'docs/a.md': '1' } },
        { files: { 'docs/a.md': '2' } },
        { files: { 'other/answer': 'b' } },
      ],
      { config: `${CONFIG}  inputs: ["app/**"]\n` },
    )
    const ran = expectExit(await sandbox.casebook('bisect', ID), 0)
    expect(ran.stdout).toContain(`broken by  ${commits[4]!.slice(0, 12)}`)
    expect(ran.stdout).toContain('  changed    1 file outside of the declared inputs\n')
    expect(ran.stderr).toContain('the case changed between commits that changed none of the declared inputs')
  })
})

describe.concurrent('what commits hold is hostile', () => {
  it('and shown escaped', async () => {
    const { sandbox } = await withHistory([
      { state: 'g' },
      {
        files: { [ASK]: `printf '\\033[2J::error::%s' wrong\n`, 'a\u001b[31m\nb': 'x' },
        author: 'Eve\u001b[2J <eve@example.com>',
        message: '::error::\u001b]0;title\u0007 (#12)',
      },
    ])
    const { stdout } = expectExit(await sandbox.casebook('bisect', ID), 0)
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(stdout).toContain('\\x1b[2J')
  })

  it('a folder that a commit turns into a link out of the checkout gets no overlay file', async () => {
    const config = CONFIG.replace('mode: once', 'mode: once\n  overlay: ["app/**"]')
    const { sandbox, commits } = await withHistory(aLine('ggbb'), { config })
    const outside = `${sandbox.root}/outside`
    await sandbox.write(`${outside}/ask.sh`, 'mine\n')
    await sandbox.git('rm', '-qr', 'app')
    const stream = `commit refs/heads/main\ncommitter A <a@b> 1767800000 +0000\ndata 1\nx\nfrom ${commits[1]}\nD app\nM 120000 inline app\ndata ${outside.length}\n${outside}\n`
    await sandbox.git('fast-import', '--quiet', '--force', { input: stream })
    const linked = await sandbox.git('rev-parse', 'main')
    await commitAll(sandbox, [{ files: { app: null } }, { state: 'b' }])
    const ran = await sandbox.json('bisect', ID, '--good', linked)
    expect(ran.document['unasked']).toContainEqual({
      commit: linked,
      reason: 'the overlay file "app/ask.sh" would be written outside of the checkout',
    })
    expect(await sandbox.read(`${outside}/ask.sh`)).toBe('mine\n')
    expect(BUG).toContain('issues')
  })
})
