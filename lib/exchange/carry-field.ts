import { FIELDS, type Json, type OpenCase } from '../case/types.ts'
import { validateCase } from '../schema/generated/validators.js'
import { findFlaw } from './find-flaw.ts'
import { quote } from './quote.ts'

export type Field = Exclude<keyof OpenCase, 'id'>

/** Any field of a case but its id, which the inbox gives. */
export const isField = (name: string): name is Field => name !== 'id' && (FIELDS as readonly string[]).includes(name)

/** Finds why a case cannot have this value in this field, in words with the field's name; null where it can. */
export function findFieldFault(name: Field, value: Json): string | null {
  const flaw = findFlaw(value)
  if (flaw !== null) return `${name}: ${flaw}`
  validateCase({ [name]: value })
  const isFaulty = (validateCase.errors ?? []).some(({ instancePath }) => `${instancePath}/`.startsWith(`/${name}/`))
  return isFaulty ? `${name}: ${quote(value)} is not valid in a case` : null
}
