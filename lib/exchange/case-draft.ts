import { CASE_ID } from '../case/id.ts'
import type { Json, OpenCase } from '../case/types.ts'
import { type Field, findFieldFault, isField } from './carry-field.ts'
import { quote } from './quote.ts'
import type { Imported } from './types.ts'

/** Gathers a case field by field, and what of its source was lost on the way. */
export class CaseDraft {
  readonly lost: string[] = []
  private readonly fields = new Map<Field, Json>()
  private id: string | null = null

  has(name: Field): boolean {
    return this.fields.has(name)
  }

  /** Takes a field where it is valid, else says so; `where` prefixes its name, e.g. `metadata.`. */
  take(name: Field, value: Json, where = ''): void {
    const fault = findFieldFault(name, value)
    if (fault === null) this.fields.set(name, value)
    else this.lost.push(where + fault)
  }

  /** Takes what the source calls by `name`, be it a field of a case or not. */
  takeNamed(name: string, value: Json, where = ''): void {
    if (name === 'id') this.takeId(value, where)
    else if (isField(name)) this.take(name, value, where)
    else if (name === 'tier')
      this.lost.push(`${where}tier: ${quote(value)} is not kept: an imported case starts in the inbox`)
    else this.lost.push(`${where}${name.slice(0, 80)}: a case has no such field`)
  }

  finish(at: string): Imported {
    return { one: Object.fromEntries(this.fields) as Partial<OpenCase>, lost: this.lost, at, id: this.id }
  }

  private takeId(value: Json, where: string): void {
    if (typeof value === 'string' && CASE_ID.test(value)) this.id = value
    else this.lost.push(`${where}id: ${quote(value)} is not a case id`)
  }
}
