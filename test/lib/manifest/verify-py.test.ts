import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeProof } from '../../../lib/flow/prove-id.ts'
import { contentHash, type Leaf } from '../../../lib/manifest/leaf.ts'
import { type Proof, proveLeaf, verifyProof } from '../../../lib/manifest/proof.ts'
import { hash } from './blake3.ts'
import { aMutationOf } from './mutation.ts'
import { invalidProofs, vectors } from './vectors.ts'

const script = fileURLToPath(new URL('../../../docs/verify.py', import.meta.url))
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'casebook-verify-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function python(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', ...args], { cwd: folder, encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return name
}

/** Runs one expression for each item of a list in one process, where `v` is verify.py and `one` the item. */
function inPython(expression: string, items: readonly unknown[], before: readonly string[] = []): unknown[] {
  const driver = [
    'import importlib.util, json, sys',
    'spec = importlib.util.spec_from_file_location("verify", sys.argv[1])',
    'v = importlib.util.module_from_spec(spec)',
    'spec.loader.exec_module(v)',
    ...before,
    `print(json.dumps([${expression} for one in json.load(open(sys.argv[2], encoding="utf-8"))]))`,
  ].join('\n')
  const { code, out, err } = python('-c', driver, script, write('items.json', JSON.stringify(items)))
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as unknown[]
}

const whyInPython = (proofs: readonly unknown[]): unknown[] => inPython('v.why_not_proven(one)', proofs)
const whyHere = (proof: unknown): string | null => {
  const verdict = verifyProof(hash, proof)
  return verdict.holds ? null : verdict.why
}

function holdsHere(bytes: Uint8Array): boolean {
  try {
    return judgeProof(hash, bytes).holds
  } catch {
    return false
  }
}

/** A proof's file with a few bytes changed, cut out, put in or said again. */
const aSpoiltFile = (proofs: fc.Arbitrary<unknown>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      proofs,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('flip', 'cut', 'put', 'again'), fc.nat(255)), { maxLength: 2 }),
    )
    .map(([proof, harms]) => harms.reduce(spoil, Buffer.from(JSON.stringify(proof))))

function spoil(bytes: Buffer, [nth, how, byte]: readonly [number, string, number]): Buffer {
  const at = nth % bytes.length
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  if (how === 'flip') return Buffer.concat([before, Buffer.of(byte), after.subarray(1)])
  if (how === 'cut') return Buffer.concat([before, after.subarray(1 + (byte % 9))])
  if (how === 'put') return Buffer.concat([before, Buffer.of(byte), after])
  return Buffer.concat([before, after.subarray(0, byte), after])
}

describe('blake3 of verify.py', () => {
  const lengths = [0, 1, 63, 64, 65, 127, 1023, 1024, 1025, 2047, 2048, 2049, 3072, 3073, 4097, 7169, 10_240, 31_745]
  it('is BLAKE3 at every length where blocks, chunks and subtrees begin and end', () => {
    const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251)
    const digests = inPython('v.blake3(bytes(at % 251 for at in range(one))).hex()', lengths)
    expect(digests).toEqual(lengths.map((length) => contentHash(hash, bytes(length))))
  })
})

describe('why_not_proven of verify.py', () => {
  it('lets every proof of the vectors hold', () => {
    const proofs = vectors.flatMap((vector) => vector.proofs)
    expect(whyInPython(proofs)).toEqual(proofs.map(() => null))
  })

  it('refuses every invalid proof of the vectors, in the same words', () => {
    const proofs = invalidProofs.map(({ proof }) => proof)
    const whys = whyInPython(proofs)
    expect(whys).not.toContain(null)
    expect(whys).toEqual(proofs.map(whyHere))
  })

  it('says the same as verifyProof of proofs with something changed', () => {
    const proofs = vectors.filter(({ leaves }) => leaves.length <= 8).flatMap((vector) => vector.proofs)
    const mutants = fc.sample(fc.constantFrom(...proofs).chain(aMutationOf), { numRuns: 2000, seed: 20_261_122 })
    expect(whyInPython(mutants)).toEqual(mutants.map(whyHere))
  })

  it('accepts and refuses the same files, whatever was done to their bytes', () => {
    const { proofs } = vectors.find(({ name }) => name === 'shared-8')!
    const files = fc.sample(aSpoiltFile(fc.constantFrom(...proofs)), { numRuns: 1500, seed: 20_261_122 })
    const here = files.map((bytes) => holdsHere(bytes))
    const there = inPython(
      'holds(bytes.fromhex(one))',
      files.map((bytes) => Buffer.from(bytes).toString('hex')),
      ['def holds(data):', '    open("spoilt.json", "wb").write(data)', '    return v.judge("spoilt.json")[0]'],
    )
    expect(there).toEqual(here)
    expect(new Set(here)).toEqual(new Set([true, false]))
  })

  it.each([
    ['spaces around it', (text: string) => ` \n${text}\t`],
    ['a whole number with a fraction', (text: string) => text.replace('"count":8', '"count":8.0')],
    ['a whole number with an exponent', (text: string) => text.replace('"count":8', '"count":80e-1')],
    ['escapes in place of letters', (text: string) => text.replace('rcs-proof', '\\u0072cs-proof')],
    ['a field said twice, the last time right', (text: string) => text.replace('{', '{"count":7,')],
    ['a field said twice, the last time wrong', (text: string) => text.replace(/}$/, ',"count":7}')],
    ['a field of the prototype', (text: string) => text.replace('{', '{"__proto__":{"count":8},')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['a comma too many', (text: string) => text.replace(/}$/, ',}')],
    ['a second document', (text: string) => `${text}{}`],
    ['a number beyond what JSON carries', (text: string) => text.replace('"count":8', '"count":1e999')],
    ['a control character in a text', (text: string) => text.replace('rcs-proof', 'rcs\u0001proof')],
    ['more than 1 MiB', (text: string) => text + ' '.repeat(2 ** 20)],
  ])('says the same of a file with %s', (_, spoil) => {
    const { proofs } = vectors.find(({ name }) => name === 'shared-8')!
    const text = spoil(JSON.stringify(proofs[0]))
    const { code } = python(script, write('spoilt.json', text))
    expect(code === 0).toBe(holdsHere(Buffer.from(text)))
  })

  it('agrees on names that not every language sees alike', () => {
    const { proofs } = vectors.find(({ name }) => name === 'shared-3')!
    const sets = [
      'é',
      '日本',
      '\u{1f4d8}',
      '\ud800',
      'a\u0085',
      'a\u001c',
      'a\ufeff',
      'a\u061c',
      'é'.repeat(128),
      'a\n',
      '__proto__',
    ]
    const mutants = sets.map((set) => ({ ...proofs[0], set }))
    expect(whyInPython(mutants)).toEqual(mutants.map(whyHere))
  })
})

describe('python3 docs/verify.py', () => {
  const text = 'id: reg-1\ntitle: "é"\n'
  const leaves: Leaf[] = [
    { kind: 'case', id: 'reg-1', content: contentHash(hash, Buffer.from(text)) },
    { kind: 'note', id: '2026-11-22-drop', content: 'b'.repeat(64) },
  ]
  const proofOf = (kind: Leaf['kind'], id: string): Proof => proveLeaf(hash, 'régression', 2, leaves, kind, id)
  const there = proofOf('case', 'reg-1')
  const gone = proofOf('case', 'reg-2')
  const ask = (...args: string[]) => python(script, ...args)
  const where = `r\\xe9gression@v2 ${there.root}`

  const answer = (code: number, line: string) => ({ code, out: `${line}\n`, err: '' })

  it('says what an inclusion proof shows', () => {
    const line = `holds: case "reg-1" is in ${where}`
    expect(ask(write('proof.json', JSON.stringify(there)))).toEqual(answer(0, line))
  })

  it('says what an absence proof shows', () => {
    const line = `holds: case "reg-2" is not in ${where}`
    expect(ask(write('proof.json', JSON.stringify(gone, null, 2)))).toEqual(answer(0, line))
  })

  it('checks the bytes of a file', () => {
    const line = `holds: case "reg-1" is in ${where}, with the bytes of "case.yaml"`
    expect(ask(write('proof.json', JSON.stringify(there)), write('case.yaml', text))).toEqual(answer(0, line))
  })

  it('refuses a file with other bytes', () => {
    const other = text.replaceAll('\n', '\r\n')
    const found = contentHash(hash, Buffer.from(other))
    const line = `does not hold: "case.yaml" hashes to ${found}, the proof is of ${leaves[0]!.content}`
    expect(ask(write('proof.json', JSON.stringify(there)), write('case.yaml', other))).toEqual(answer(1, line))
  })

  it('refuses a file beside an absence proof', () => {
    const line = 'does not hold: an absence proof tells nothing of a file'
    expect(ask(write('proof.json', JSON.stringify(gone)), write('case.yaml', text))).toEqual(answer(1, line))
  })

  it('says why a proof does not hold', () => {
    const root = `rcs1:${'0'.repeat(64)}`
    const line = `does not hold: the proof leads to ${there.root}, not to its root ${root}`
    expect(ask(write('proof.json', JSON.stringify({ ...there, root })))).toEqual(answer(1, line))
  })

  it('takes 2.0 for 2, as JSON does', () => {
    const proof = JSON.stringify(there).replace('"setVersion":2', '"setVersion":2.0')
    expect(ask(write('proof.json', proof)).code).toBe(0)
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a number that JSON does not have', '{"format": NaN}'],
    ['a number of five thousand digits', '9'.repeat(5000)],
    ['a list too deep to read', '['.repeat(100_000)],
    ['bytes that are not UTF-8', Uint8Array.of(0xff, 0xfe, 0x7b)],
    ['a byte order mark', '\ufeff{}'],
    ['more than 1 MiB', ' '.repeat(2 ** 20 + 1)],
  ])('tells in one line of a proof file with %s', (_, content) => {
    const { code, out, err } = ask(write('proof.json', content))
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toMatch(/^(cannot read "proof\.json": |does not hold: the proof is )[ -~]+\n$/)
  })

  it('tells of files that are not there', () => {
    expect(ask('none.json')).toEqual(answer(1, 'cannot read "none.json": No such file or directory'))
    const proof = write('proof.json', JSON.stringify(there))
    expect(ask(proof, 'none.yaml')).toEqual(answer(1, 'cannot read "none.yaml": No such file or directory'))
    mkdirSync(join(folder, 'a-folder'))
    expect(ask(proof, 'a-folder')).toEqual(answer(1, 'cannot read "a-folder": Is a directory'))
  })

  it.each([[[]], [['--help']], [['a', 'b', 'c']]])('explains itself when called with %j', (args) => {
    const { code, out, err } = ask(...args)
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain('python3 verify.py PROOF.json [CASE-FILE]')
  })
})
