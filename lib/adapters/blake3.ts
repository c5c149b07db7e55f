import { createRequire } from 'node:module'
import type { Hash } from '../manifest/leaf.ts'

let loaded: Hash | null = null

/** BLAKE3 with 32 bytes of output. The WebAssembly is loaded at the first call. */
export const blake3: Hash = (bytes) => {
  loaded ??= createRequire(import.meta.url)('blake3-wasm').hash as Hash
  return loaded(bytes)
}
