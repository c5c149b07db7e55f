import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { secretScanner } from '../../../lib/adapters/secret-scanner.ts'
import type { Json } from '../../../lib/case/types.ts'
import { findSecrets, redact } from '../../../lib/redact/redact.ts'

const tools = { scan: secretScanner, bounded: <T>(work: () => T): T => work() }
const folder = new URL('../../traces/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const read = (file: string): Json => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

// All that is anybody's in the recorded traces.
const PUBLIC_KEYS = ['pk-lf-5855d85e-3943-497e-bd10-f50ad414bcba', 'pk-lf-test-key-12345', 'pk-lf-1234567890']
const ADDRESS = 'user@langfuse.com'

describe('a real trace', () => {
  it('is there', () => expect(files.length).toBeGreaterThanOrEqual(10))

  it.each(files)('loses its keys and addresses and nothing else: %s', async (file) => {
    const before = read(file)
    const { value: after } = await redact(before, { rules: [], keep: [] }, tools)
    const expected = PUBLIC_KEYS.reduce((text, key) => text.replaceAll(key, '[langfuse-key-1]'), JSON.stringify(before))
    expect(JSON.stringify(after)).toBe(expected.replaceAll(ADDRESS, 'person-1@example.com'))
    expect(await findSecrets(after, tools)).toEqual([])
  })

  it('tells where its keys were', async () => {
    const { redactions } = await redact(read('langfuse-autogen-2025-06-06.json'), { rules: [], keep: [] }, tools)
    expect(redactions).toEqual([
      { kind: 'email', count: 1, at: ['/trace/metadata'] },
      {
        kind: 'langfuse-key',
        count: 3,
        at: [
          '/observations/0/metadata/scope/attributes/public_key',
          '/observations/1/metadata/scope/attributes/public_key',
          '/trace/metadata',
        ],
      },
    ])
  })

  it('keeps what a recorded call means while its secrets go', async () => {
    const call = {
      request: {
        url: 'https://api.openai.com/v1/chat/completions?api_key=abcdef123456',
        headers: {
          Authorization: 'Bearer sk-proj-aB3dE6gH9jK2mN5pQ8sT1vW4',
          'openai-organization': 'acme-x1',
          'content-type': 'application/json',
        },
        body: '{"model":"gpt-4o-2024-08-06","messages":[{"role":"user","content":"Where is order ORD-2024-000123?\\nMail ann@acme.io, call +1 415 555 2671"}],"max_tokens":4096}',
      },
      response: {
        id: 'chatcmpl-AHH0KBvLG7Wq3wfSEGQuxh0xE07Fl',
        created: 1728680304,
        model: 'gpt-4o-2024-08-06',
        choices: [
          {
            message: {
              tool_calls: [
                {
                  id: 'call_Sz1QP8T7fuJkIECGDLFWOorq',
                  function: { name: 'mail', arguments: '{"to":"ann@acme.io","price":"$1,299.00"}' },
                },
              ],
            },
          },
        ],
        usage: { prompt_tokens: 41, completion_tokens_details: { reasoning_tokens: 0 } },
        system_fingerprint: 'fp_e2bde53e6e',
      },
    }
    const expected = {
      request: {
        url: 'https://api.openai.com/v1/chat/completions?api_key=[api-key-1]',
        headers: {
          Authorization: 'Bearer [openai-key-1]',
          'openai-organization': '[account-id-1]',
          'content-type': 'application/json',
        },
        body: '{"model":"gpt-4o-2024-08-06","messages":[{"role":"user","content":"Where is order ORD-2024-000123?\\nMail person-1@example.com, call +1-555-0100"}],"max_tokens":4096}',
      },
      response: {
        ...call.response,
        choices: [
          {
            message: {
              tool_calls: [
                {
                  id: 'call_Sz1QP8T7fuJkIECGDLFWOorq',
                  function: { name: 'mail', arguments: '{"to":"person-1@example.com","price":"$1,299.00"}' },
                },
              ],
            },
          },
        ],
      },
    }
    expect((await redact(call, { rules: [], keep: [] }, tools)).value).toEqual(expected)
  })
})
