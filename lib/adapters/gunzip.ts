import { promisify } from 'node:util'
import { gunzip as unzip } from 'node:zlib'
import { invalid } from '../problem.ts'

const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(unzip)

/** Unpacks gzip, up to `limit` bytes: a small file must not fill the memory. */
export async function gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: limit })
  } catch (error) {
    const large = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw invalid(
      large ? 'trace-too-large' : 'bad-gzip',
      large ? `the trace unpacks to more than ${limit} bytes` : `the gzip data is broken: ${(error as Error).message}`,
      { hints: [large ? 'export the one trace, not all of them' : 'export the trace again'] },
    )
  }
}
