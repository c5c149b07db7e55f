import type { Ports, SignatureJudgement, SignatureStatus } from '../ports.ts'
import { invalid } from '../problem.ts'
import { type Envelope, parseEnvelope, parseObject, signedBytes } from '../release/dsse.ts'
import type { Pins } from '../release/read-pins.ts'
import { compareStatements, renderStatement } from '../release/statement.ts'
import type { ComputedSet } from './compute-sets.ts'

export interface AttestationJudgement {
  /** SHA-256 that the tag names, 64 hex digits; null where it names none. */
  readonly named: string | null
  /** SHA-256 of the file that was given; null where none was. */
  readonly given: string | null
  /** Null where no file was given. */
  readonly signature: SignatureStatus | null
  readonly signature_detail: string | null
}

/** What the tag says and its commit holds. */
export interface Attestable {
  readonly commit: string | null
  readonly pins: Pins
  readonly computed: readonly ComputedSet[]
}

export interface AttestationVerdict {
  readonly judgement: AttestationJudgement
  readonly reasons: readonly string[]
}

/** Compares an attestation with the tag that names it and with what the commit holds. Null: neither names one nor was one given. */
export async function verifyAttestation(
  ports: Ports,
  request: { readonly path: string; readonly key: string | null } | null,
  { commit, pins, computed }: Attestable,
): Promise<AttestationVerdict | null> {
  const named = pins.attestation
  const unchecked = { named, given: null, signature: null, signature_detail: null }
  if (request === null) return named === null ? null : { judgement: unchecked, reasons: [] }
  const bytes = await ports.files.read(request.path)
  if (bytes === null)
    throw invalid('no-file', `there is no attestation "${request.path}"`, { hints: ['give the file of the release'] })
  const given = ports.keys.sha256(bytes)
  const ofTag = hashFaults(named, given)
  const envelope = parseEnvelope(Buffer.from(bytes).toString('utf8'))
  if ('why' in envelope)
    return { judgement: { ...unchecked, given }, reasons: [...ofTag, `the attestation does not read: ${envelope.why}`] }
  const signature = await judgeSignatures(ports, envelope, request.key)
  const reasons = [
    ...ofTag,
    ...(commit === null ? [] : statementFaults(envelope, commit, pins, computed)),
    ...signatureFaults(signature, request.key !== null),
  ]
  return {
    judgement: { named, given, signature: signature.status, signature_detail: signature.detail },
    reasons,
  }
}

function hashFaults(named: string | null, given: string): string[] {
  if (named === null) return ['the tag names no attestation']
  return named === given ? [] : [`the tag names the attestation sha256:${named}, and this is sha256:${given}`]
}

/** All that it says can be computed again from the tag's commit, so that is what it is compared with. */
function statementFaults(envelope: Envelope, commit: string, pins: Pins, computed: readonly ComputedSet[]): string[] {
  const sets = pins.sets.flatMap(({ pin, result }) => {
    const there = computed.find((one) => one.pin.name === pin.name)
    return there && result ? [{ ...there, pin, result, passed: there.asked }] : []
  })
  const expected = renderStatement({ commit, sets, version: '', url: null })
  const said = parseObject(Buffer.from(envelope.payload).toString('utf8'))
  return compareStatements(said, expected).map((fault) => `the attestation does not fit: ${fault}`)
}

async function judgeSignatures(ports: Ports, envelope: Envelope, key: string | null): Promise<SignatureJudgement> {
  const signed = signedBytes(envelope.payloadType, envelope.payload)
  const judged: SignatureJudgement[] = []
  for (const { sig } of envelope.signatures) judged.push(await ports.keys.verify(key, signed, sig))
  const first = (status: SignatureStatus): SignatureJudgement | undefined => judged.find((one) => one.status === status)
  return first('good') ?? first('bad') ?? first('unknown') ?? { status: 'none', detail: null }
}

function signatureFaults({ status, detail }: SignatureJudgement, asked: boolean): string[] {
  if (status === 'bad') return [`the attestation's signature is bad: ${detail}`]
  return asked && status === 'none' ? ['the attestation is not signed'] : []
}
