import { createRequire } from 'node:module'
import type { Hash } from '../manifest/leaf.ts'

/** What the package's WebAssembly exports, as far as it is used here. */
interface Wasm {
  readonly memory: { readonly buffer: ArrayBuffer }
  __wbindgen_malloc(length: number): number
  /** Frees its input, and leaves `out` to the caller. */
  hash(data: number, length: number, out: number, outLength: number): void
}

const LENGTH = 32

let loaded: Hash | null = null

/** BLAKE3 with 32 bytes of output. The WebAssembly is loaded at the first call. */
export const blake3: Hash = (bytes) => {
  loaded ??= load()
  return loaded(bytes)
}

/**
 * Calls the package's WebAssembly itself: the rest of the package takes 20 ms to load, and its way in and out costs as much as
 * the hash of a node. The version is pinned, and a test holds this to what the package says.
 */
function load(): Hash {
  const glue = createRequire(import.meta.url)('blake3-wasm/dist/wasm/nodejs/blake3_js.js') as { readonly __wasm: Wasm }
  const wasm = glue.__wasm
  const out = wasm.__wbindgen_malloc(LENGTH)
  let memory = new Uint8Array(wasm.memory.buffer)
  return (bytes) => {
    const data = wasm.__wbindgen_malloc(bytes.length)
    // Memory that grew is another buffer, and the one before is empty.
    if (memory.length === 0) memory = new Uint8Array(wasm.memory.buffer)
    memory.set(bytes, data)
    wasm.hash(data, bytes.length, out, LENGTH)
    if (memory.length === 0) memory = new Uint8Array(wasm.memory.buffer)
    return memory.slice(out, out + LENGTH)
  }
}
