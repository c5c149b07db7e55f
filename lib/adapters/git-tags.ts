import { resolve } from 'node:path'
import type { SignatureJudgement, TagObject } from '../ports.ts'
import { invalid, type Problem, unavailable } from '../problem.ts'
import { type GitCall, type GitOutcome, gitProblem, runGit } from './run-git.ts'

export interface NewTag {
  readonly name: string
  readonly commit: string
  readonly message: string
  readonly sign: boolean
}

/** Writes the tag; one that git left unsigned against its own word is taken back. */
export async function createTag(call: GitCall, tag: NewTag): Promise<void> {
  const kind = tag.sign ? '--sign' : '--annotate'
  const args = ['tag', kind, '--cleanup=verbatim', '--file=-', '--end-of-options', tag.name, tag.commit]
  const outcome = await runGit(args, { ...call, input: tag.message })
  if (outcome.code !== 0) throw tagProblem(tag.name, outcome)
  if (tag.sign) await requireSigned(call, tag.name, outcome)
}

/** git 2.39 exits with 0 and writes the tag unsigned where ssh-keygen can't read the key. */
async function requireSigned(call: GitCall, name: string, { err }: GitOutcome): Promise<void> {
  const oid = await tagOid(call, name)
  const text = oid === null ? '' : (await runGit(['cat-file', 'tag', oid], call)).out.toString()
  if (SIGNED.test(text)) return
  if (oid !== null) await runGit(['update-ref', '-d', `refs/tags/${name}`, oid], call)
  throw signingProblem(err)
}

const SIGNED = /^-----BEGIN (PGP (SIGNATURE|MESSAGE)|SSH SIGNATURE|SIGNED MESSAGE)-----$/m

/** Signs a commit that no ref names and that lies outside the repository: it is gone with its folder. */
export async function trySigning(call: GitCall, objects: string, commit: string, scratch: string): Promise<void> {
  const env = {
    ...call.env,
    GIT_OBJECT_DIRECTORY: scratch,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: [objects, call.env['GIT_ALTERNATE_OBJECT_DIRECTORIES']].filter(Boolean).join(':'),
  }
  const args = ['commit-tree', '-S', '-m', 'casebook asks whether git can sign', `${commit}^{tree}`]
  const outcome = await runGit(args, { ...call, env })
  if (outcome.code !== 0) throw signingProblem(outcome.err)
}

export const objectsFolder = async (call: GitCall): Promise<string> =>
  resolve(call.cwd, (await runGit(['rev-parse', '--git-path', 'objects'], call)).out.toString().trim())

function tagProblem(name: string, { err }: GitOutcome): Problem {
  if (/already exists/.test(err))
    return invalid('tag-exists', `the tag "${name}" exists already`, {
      hints: [`casebook verify ${name}`, 'choose another name'],
    })
  if (/sign|gpg|ssh-keygen|cannot run/i.test(err)) return signingProblem(err)
  return invalid('tag-refused', `git refused the tag "${name}": ${saidIn(err)}`, { hints: ['mend what it names'] })
}

/** A key that is not there is wrong configuration; a program or an agent that is not there could be elsewhere. */
function signingProblem(err: string): Problem {
  const message = `git could not sign: ${saidIn(err) || 'it gave no reason'}`
  if (/cannot run|cannot exec|agent|timed? ?out|cancell?ed|inappropriate ioctl/i.test(err))
    return unavailable('cannot-sign', message, { hints: ['sign something by hand: git tag -s try; git tag -d try'] })
  return invalid('cannot-sign', message, {
    hints: [
      'git config user.signingKey <key id, or for SSH the path of a public key>',
      'git config gpg.format ssh (or openpgp, or x509)',
    ],
  })
}

/** git's words in one line, without its labels and its empty lines. */
const saidIn = (err: string): string =>
  err
    .split('\n')
    .map((line) => line.replace(/^(error|fatal): /, '').trim())
    .filter((line) => line !== '' && line !== 'unable to sign the tag')
    .join('; ')

/** Exactly this ref: `v1^{}` and `v1~1` are no names. */
async function tagOid(call: GitCall, name: string): Promise<string | null> {
  const outcome = await runGit(['show-ref', '--verify', '--hash', '--', `refs/tags/${name}`], call)
  return outcome.code === 0 ? outcome.out.toString().trim() : null
}

export async function readTag(call: GitCall, name: string): Promise<TagObject | null> {
  const oid = await tagOid(call, name)
  if (oid === null) return null
  const object = await runGit(['cat-file', 'tag', oid], call)
  if (object.code !== 0) return null
  const peeled = await runGit(['rev-parse', '--verify', '--quiet', `${oid}^{commit}`], call)
  const commit = peeled.code === 0 ? peeled.out.toString().trim() : null
  return { name, oid, commit, text: object.out.toString() }
}

/** Names of annotated tags at ancestors of a commit, nearest first: the fewest commits between. */
export async function ancestorTags(call: GitCall, commit: string, needle: string): Promise<string[]> {
  const format = '--format=%(objecttype) %(*objectname) %(refname:strip=2)%00%(contents)%00%00'
  const listed = await expectGit(['for-each-ref', `--merged=${commit}`, format, 'refs/tags'], call)
  const tags = listed
    .split('\0\0\n')
    .map((record) => record.split('\0'))
    .flatMap(([head = '', text = '']) => {
      const [type, at, name] = head.split(' ')
      return type === 'tag' && at && name && at !== commit && text.includes(needle) ? [{ at, name }] : []
    })
  return tags.length < 2 ? tags.map(({ name }) => name) : nearestFirst(call, commit, tags)
}

/** How many of the tags that a walk comes to first are measured: each costs a walk of its own. */
const MEASURED = 30

async function nearestFirst(
  call: GitCall,
  commit: string,
  tags: readonly { readonly at: string; readonly name: string }[],
): Promise<string[]> {
  const walk = (await expectGit(['rev-list', '--topo-order', commit], call)).split('\n')
  const place = new Map(walk.map((at, index) => [at, index]))
  const inOrder = tags
    .map((tag) => ({ ...tag, far: place.get(tag.at) ?? walk.length }))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? 1 : -1))
  const near = []
  for (const tag of inOrder.slice(0, MEASURED))
    near.push({ ...tag, far: Number(await expectGit(['rev-list', '--count', commit, `^${tag.at}`], call)) })
  near.sort((a, b) => a.far - b.far || (a.name < b.name ? 1 : -1))
  return [...near, ...inOrder.slice(MEASURED)].map(({ name }) => name)
}

async function expectGit(args: readonly string[], call: GitCall): Promise<string> {
  const outcome = await runGit(args, call)
  if (outcome.code !== 0) throw gitProblem(args, outcome)
  return outcome.out.toString()
}

export async function judgeSignature(call: GitCall, oid: string): Promise<SignatureJudgement> {
  const configured = await runGit(['config', '--get', 'gpg.ssh.allowedSignersFile'], call)
  // Without the file git looks at no SSH signature at all; with an empty one it tells whether it is one of this text.
  const empty = configured.code === 0 ? [] : ['-c', 'gpg.ssh.allowedSignersFile=/dev/null']
  const { code, err } = await untilItSpeaks(() => runGit([...empty, 'verify-tag', '--raw', oid], call))
  if (code === 0) return { status: 'good', detail: signerIn(err) }
  const known = REASONS.find(([pattern]) => pattern.test(err))
  if (known === undefined) return { status: 'unknown', detail: saidIn(err) }
  return { status: known[1], detail: known[2] }
}

const MOST_TRIES = 5

/**
 * ssh-keygen lays down a signature that it can't read before git has handed it the text, and then git (2.39, one time in ten)
 * fails without a word. What it would have said is the same at every try.
 */
async function untilItSpeaks(ask: () => Promise<GitOutcome>): Promise<GitOutcome> {
  let outcome = await ask()
  for (let tries = 1; outcome.code !== 0 && outcome.err.trim() === '' && tries < MOST_TRIES; tries++)
    outcome = await ask()
  return outcome
}

const signerIn = (err: string): string | null =>
  /^Good "git" signature for (.+)$/m.exec(err)?.[1] ?? /^\[GNUPG:\] GOODSIG \S+ (.+)$/m.exec(err)?.[1] ?? null

const NOBODY = 'it is valid, and by a key that gpg.ssh.allowedSignersFile names nobody for'

/** What git and gpg print, the first that fits: gpg's lines by `--raw`, ssh-keygen's as they are. */
const REASONS: readonly (readonly [RegExp, 'bad' | 'unknown', string])[] = [
  [/\] BADSIG |signature verification failed: incorrect/i, 'bad', 'it is a signature of something else'],
  [/\] REVKEYSIG /, 'bad', 'its key was revoked'],
  [/\] EXPKEYSIG /, 'unknown', 'its key has expired'],
  [/\] EXPSIG /, 'unknown', 'it has expired'],
  [/\] NO_PUBKEY /, 'unknown', 'its public key is not known here'],
  [/^\s*$|\] NODATA |couldn't verify signature: /i, 'bad', 'it does not read as a signature'],
  [/no principal matched/i, 'unknown', NOBODY],
  [/could not verify signature/i, 'bad', 'its key was revoked, or may not sign this'],
]
