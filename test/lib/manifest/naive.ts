import type { Leaf } from '../../../lib/manifest/leaf.ts'
import { hash } from './blake3.ts'

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')
const H = (...parts: Uint8Array[]): Buffer => hash(Buffer.concat(parts))
const byte = (value: number): Buffer => Buffer.from([value])

const keyOf = ({ kind, id }: Leaf): Buffer => H(byte(3), Buffer.from(kind), byte(0), Buffer.from(id))
const bitsOf = (key: Buffer): string => [...key].map((one) => one.toString(2).padStart(8, '0')).join('')

/** T(S, d) as MERKLE.md has it, letter by letter: the oracle beside the fast code. */
function naiveTree(leaves: readonly Leaf[], d = 0): Buffer {
  if (leaves.length === 0) return Buffer.alloc(32)
  if (leaves.length === 1) return H(byte(0), keyOf(leaves[0]!), hex(leaves[0]!.content))
  const side = (bit: string): readonly Leaf[] => leaves.filter((leaf) => bitsOf(keyOf(leaf))[d] === bit)
  return H(byte(1), naiveTree(side('0'), d + 1), naiveTree(side('1'), d + 1))
}

/** The root as MERKLE.md has it, letter by letter. */
export function naiveRoot(set: string, version: number, leaves: readonly Leaf[]): string {
  const u32 = Buffer.alloc(4)
  u32.writeUInt32BE(version)
  const u64 = Buffer.alloc(8)
  u64.writeBigUInt64BE(BigInt(leaves.length))
  const name = Buffer.from(set)
  return `rcs1:${H(byte(2), byte(name.length), name, u32, u64, naiveTree(leaves)).toString('hex')}`
}
