import type { SchemaFault } from './generated/validators.js'

/** A fault of a schema, or several that say one thing; `alternatives` are the fields or types that would each do. */
export interface TellingFault extends SchemaFault {
  readonly alternatives?: readonly string[]
}

/**
 * Of the faults that the branches of an `anyOf` or `oneOf` have each, keeps those that help: one that offers all the
 * missing fields or the types, or, where a branch took the type, what that branch found deeper.
 */
export function tellingFaults(faults: readonly SchemaFault[]): TellingFault[] {
  return faults.filter(isChoice).reduce(
    settleChoice,
    faults.filter((fault) => fault.keyword !== 'if'),
  )
}

const isChoice = (fault: SchemaFault): boolean => fault.keyword === 'anyOf' || fault.keyword === 'oneOf'

function settleChoice(faults: readonly TellingFault[], choice: SchemaFault): TellingFault[] {
  const branches = faults.filter((fault) => isBranch(fault, choice))
  const rest = faults.filter((fault) => fault !== choice && !branches.includes(fault))
  if (choice.keyword === 'oneOf' && choice.params['passingSchemas']) return settleTooMany(rest, choice)
  const fields = paramsOf(branches, 'required', 'missingProperty')
  if (branches.length === 0 || fields.length === branches.length) return [...rest, { ...choice, alternatives: fields }]
  const wrongType = branches.filter((fault) => fault.keyword === 'type' && fault.instancePath === choice.instancePath)
  if (wrongType.length < branches.length)
    return faults.filter((fault) => fault !== choice && !wrongType.includes(fault))
  return [...rest, { ...wrongType[0]!, alternatives: paramsOf(wrongType, 'type', 'type') }]
}

/** More than one branch took the value; each does where it is no object, of which alone they ask anything. */
const settleTooMany = (rest: readonly TellingFault[], choice: SchemaFault): TellingFault[] =>
  rest.some((fault) => fault.params['type'] === 'object' && fault.instancePath === choice.instancePath)
    ? [...rest]
    : [...rest, choice]

/** By the schema's path, or, through a `$ref`, by the value's (at the top every fault lies below). */
function isBranch(fault: SchemaFault, choice: SchemaFault): boolean {
  if (fault === choice) return false
  if (fault.schemaPath.startsWith(`${choice.schemaPath}/`)) return true
  if (choice.instancePath === '' || choice.keyword === 'oneOf') return false
  return fault.instancePath === choice.instancePath || fault.instancePath.startsWith(`${choice.instancePath}/`)
}

const paramsOf = (faults: readonly SchemaFault[], keyword: string, param: string): string[] =>
  faults.filter((fault) => fault.keyword === keyword).map((fault) => String(fault.params[param]))
