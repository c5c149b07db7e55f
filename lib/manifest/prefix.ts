// MERKLE.md: what stands before everything that is hashed, so that nothing can pose as something else.

export const LEAF_PREFIX = 0x00
export const NODE_PREFIX = 0x01
export const ROOT_PREFIX = 0x02
/** The byte 0x03 as text, since a key's input is text. */
export const KEY_PREFIX = '\x03'
