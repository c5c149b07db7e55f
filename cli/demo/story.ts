import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './stage.ts'

const BUG = 'https://github.com/acme/shop/issues/412'
const TRACE = { id: '9c1b7e50d2f84a6fa3e5d0c47b12e86f', file: 'trace-9c1b7e50d2f84a6f.json' }
const PROMPT = 'prompts/refunds.md'
const QUESTION = 'My tent (order 20417) came 45 days ago. May I have my money back?'
const RIGHT = 'Order 20417 came 45 days ago and refunds end after 30. I can offer store credit.'
const WRONG = 'Of course! I have refunded order 20417 in full. The money arrives within 5 working days.'
const FIX = 'Refund within 30 days only, fixes #412'
const TAG = 'v1.0.0'

/** The shop's own settings, so that the user's play no part: who commits, and nothing that signs, prunes or converts. */
const SETTINGS = `[user]
	name = Sam Porter
	email = sam@acme.example
[commit]
	gpgSign = false
[tag]
	gpgSign = false
[core]
	autocrlf = false
[push]
	default = simple
[gc]
	auto = 0
`

/** Plays the whole story and returns the id of its case. Every command's outcome is judged as it is told. */
export async function playStory(stage: Stage): Promise<string> {
  await raiseShop(stage)
  await adopt(stage)
  await shipBug(stage)
  const id = await capture(stage)
  await refuseFix(stage)
  await admit(stage, id)
  await pushFix(stage, id)
  await relapse(stage, id)
  await repair(stage)
  await release(stage)
  return id
}

async function raiseShop(stage: Stage): Promise<void> {
  await prepareShop(stage)
  stage.chapter(
    'A shop has a support bot',
    'It answers by its prompt, and rightly: refunds end 30 days after delivery. The bot is a small\n' +
      "program that stands in for a language model. The commands below are real, and run in the shop's\n" +
      'clone, the folder "shop".',
  )
  await stage.run(['git', 'show', `HEAD:${PROMPT}`], { shows: ['within 30 days'] })
  await ask(stage, RIGHT)
}

/** A bare repository that stands in for the server, and a clone of it with the bot in it. */
async function prepareShop(stage: Stage): Promise<void> {
  for (const name of ['origin.git', 'shop']) {
    await stage.prepare('init', '-q', '--template=', ...(name === 'shop' ? [] : ['--bare']), name)
    await stage.prepare('-C', name, 'symbolic-ref', 'HEAD', 'refs/heads/main')
  }
  await appendFile(join(stage.shop, '.git', 'config'), SETTINGS)
  await stage.copy('shop', 'shop')
  await stage.copy(TRACE.file, TRACE.file)
  await stage.prepare('-C', 'shop', 'remote', 'add', 'origin', '../origin.git')
  await stage.prepare('-C', 'shop', 'add', '.')
  await stage.prepare('-C', 'shop', 'commit', '-q', '-m', 'Answer customers who ask for a refund')
  await stage.prepare('-C', 'shop', 'push', '-q', '-u', 'origin', 'main')
}

const ask = (stage: Stage, answer: string): Promise<string> =>
  stage.run(['node', 'scripts/ask.mjs', QUESTION], { shows: [answer] })

async function adopt(stage: Stage): Promise<void> {
  stage.chapter(
    'The shop adopts casebook',
    'init writes a configuration and two git hooks. What is left to fill in is how to ask the bot, and\n' +
      'where its bugs are filed.',
  )
  await stage.casebook(['init'], { shows: ['casebook.yaml', 'hook      commit-msg', 'hook      pre-push'] })
  await stage.run(['git', 'add', '.'])
  await stage.replacePart(
    'casebook.yaml',
    /^(# {3}target:\n(?:# .*\n)+)?target: null\n(?:.*\n)*? {2}# repo:.*\n/m,
    await stage.text('target.yaml'),
  )
  await stage.run(['git', 'commit', '-q', '-a', '-m', 'Adopt casebook'])
  await push(stage)
}

const push = (stage: Stage, ...shows: readonly (string | RegExp)[]): Promise<string> =>
  stage.run(['git', 'push'], { shows: ['main -> main', ...shows] })

async function shipBug(stage: Stage): Promise<void> {
  stage.chapter(
    'A shorter prompt ships, and with it a bug',
    'No case knows about the refund window yet, so nothing stops it.',
  )
  await stage.edit('shorten', PROMPT)
  await stage.run(['git', 'commit', '-a', '-m', 'Shorten the refunds prompt'])
  await push(stage)
  await ask(stage, WRONG)
}

async function capture(stage: Stage): Promise<string> {
  stage.chapter(
    'A customer complains, and the trace becomes a case',
    'The bot promised money back on day 45: that is issue 412. The conversation was exported from\n' +
      "Langfuse. One command makes a case of it, without the customer's address, and commits it.",
  )
  const words = [
    '--title',
    'Refund promised after day 30',
    '--category',
    'prod-bug',
    '--postmortem',
    'A shorter prompt lost the sentence about the refund window.',
  ]
  const said = await stage.casebook(['capture', `../${TRACE.file}`, '--bug', '#412', ...words, '--commit'], {
    shows: [/^captured reg-/m, /redacted 1 email/],
  })
  return /^captured (reg-\S+)$/m.exec(said)![1]!
}

async function refuseFix(stage: Stage): Promise<void> {
  stage.chapter(
    'A fix without its case is refused',
    'The sentence is put back in the work tree, and the bot is right again. The message says which bug\n' +
      'it fixes, but no case of the set would notice if it came back: the commit-msg hook refuses.',
  )
  await stage.edit('fix', PROMPT)
  await ask(stage, RIGHT)
  await commitFix(stage, { exit: 1, shows: ['error: message refers to bug "#412"', /^hint: casebook admit reg-/m] })
}

const commitFix = (stage: Stage, expected: Parameters<Stage['run']>[1]): Promise<string> =>
  stage.run(['git', 'commit', '-a', '-m', FIX], expected)

async function admit(stage: Stage, id: string): Promise<void> {
  stage.chapter(
    'The case is admitted: red before the fix, green with it',
    'admit asks the bot as it was shipped, which must be wrong, then the bot as it is here, which must\n' +
      'be right five times out of five. Only then the case moves from the inbox into the set.',
  )
  await stage.casebook(['admit', id, '--expected', RIGHT], {
    shows: [`admitted ${id}`, /relapsed at [0-9a-f]{12}/, 'passed 5 of 5'],
  })
}

async function pushFix(stage: Stage, id: string): Promise<void> {
  stage.chapter(
    'The fix is committed with its case, and pushed',
    'The same commit is accepted now, and the hook writes the case into its message. The push asks the\n' +
      'bot every case of the smoke tier.',
  )
  await commitFix(stage, { shows: [`Regression-Case: ${id}`] })
  await stage.run(['git', 'log', '-1', '--format=%B'], { shows: [FIX, `Regression-Case: ${id}`] })
  await push(stage, 'smoke 1/1 passed')
}

async function relapse(stage: Stage, id: string): Promise<void> {
  stage.chapter(
    'Weeks later a tidy-up loses the sentence again',
    'It mentions no bug, so it may be committed. But the push asks the bot, and the old answer is back:\n' +
      'the push is blocked, and says which bug it is, on which trace it was seen and how the answer differs.',
  )
  await stage.edit('rearrange', PROMPT)
  await stage.run(['git', 'commit', '-a', '-m', 'Arrange the refunds prompt by topic'])
  await stage.run(['git', 'push'], {
    exit: 1,
    shows: [id, 'relapsed', BUG, TRACE.id, `-${RIGHT}`, `+${WRONG}`, 'casebook blocked the push'],
  })
}

async function repair(stage: Stage): Promise<void> {
  stage.chapter('The sentence finds its place, and the push goes through', 'No customer saw the bug twice.')
  await stage.edit('repair', PROMPT)
  await stage.run(['git', 'commit', '-a', '-m', 'Give the refund window a topic of its own'])
  await push(stage, 'smoke 1/1 passed')
}

async function release(stage: Stage): Promise<void> {
  stage.chapter(
    'The release pins the set',
    'release runs every case at this very commit and writes a tag that names the root: one hash over all\n' +
      'cases. verify computes it again from the tag: had a case been changed or dropped, it would differ.',
  )
  const said = await stage.casebook(['release', TAG], {
    shows: [/^Regression-Set: regression@v1 rcs1:[0-9a-f]{64} cases=1/m, 'PASSED full 1/1'],
  })
  const root = /rcs1:[0-9a-f]{64}/.exec(said)![0]
  await stage.run(['git', 'push', 'origin', TAG], { shows: [`${TAG} -> ${TAG}`] })
  await stage.casebook(['verify', TAG], {
    shows: [`verified ${TAG}`, new RegExp(`^ +pinned .*${root}`, 'm'), new RegExp(`^ +computed .*${root}`, 'm')],
  })
}
