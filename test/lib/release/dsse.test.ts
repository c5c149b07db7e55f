import { describe, expect, it } from 'vitest'
import { PAYLOAD_TYPE, parseEnvelope, renderEnvelope, signedBytes } from '../../../lib/release/dsse.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('the DSSE envelope', () => {
  it.each([
    ['hello world', 'http://example.com/HelloWorld', 'DSSEv1 29 http://example.com/HelloWorld 11 hello world'],
    ['', '', 'DSSEv1 0  0 '],
    ['é', 'é', 'DSSEv1 2 é 2 é'],
  ])('signs %j by the encoding of the specification', (payload, type, want) => {
    expect(text(signedBytes(type, Buffer.from(payload)))).toBe(want)
  })

  it('says by an empty list that nobody signed', () => {
    expect(renderEnvelope({ payloadType: PAYLOAD_TYPE, payload: Buffer.from('{}'), signatures: [] })).toBe(
      '{\n  "payload": "e30=",\n  "payloadType": "application/vnd.in-toto+json",\n  "signatures": []\n}\n',
    )
  })

  it('comes back as it was written', () => {
    const one = {
      payloadType: PAYLOAD_TYPE,
      payload: Buffer.from('{}'),
      signatures: [{ keyid: 'k', sig: Buffer.from('?>') }],
    }
    expect(parseEnvelope(renderEnvelope(one))).toEqual(one)
  })

  it('reads both alphabets of base64, and a signature without keyid', () => {
    const read = parseEnvelope(
      `{"payload":"-_-_","payloadType":"${PAYLOAD_TYPE}","signatures":[{"sig":"+/+/"}],"more":1}`,
    )
    expect(read).toMatchObject({ signatures: [{ keyid: '', sig: Buffer.from('+/+/', 'base64') }] })
    expect((read as { payload: Uint8Array }).payload).toEqual(Buffer.from('+/+/', 'base64'))
  })

  it.each([
    ['no JSON', 'x', 'it is no JSON object'],
    ['a list', '[]', 'it is no JSON object'],
    ['no payload', '{}', 'its payload is no base64'],
    ['a payload with a blank', '{"payload":"e3 0="}', 'its payload is no base64'],
    [
      'another type',
      '{"payload":"e30=","payloadType":"application/json"}',
      'its payloadType is not "application/vnd.in-toto+json"',
    ],
    ['no signatures', `{"payload":"e30=","payloadType":"${PAYLOAD_TYPE}"}`, 'its signatures do not read'],
    [
      'a signature without sig',
      `{"payload":"e30=","payloadType":"${PAYLOAD_TYPE}","signatures":[{}]}`,
      'its signatures do not read',
    ],
    [
      'a signature that is null',
      `{"payload":"e30=","payloadType":"${PAYLOAD_TYPE}","signatures":[null]}`,
      'its signatures do not read',
    ],
  ])('refuses %s', (_name, given, why) => {
    expect(parseEnvelope(given)).toEqual({ why })
  })
})
