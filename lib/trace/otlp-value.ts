import type { Json } from '../case/types.ts'
import type { Attributes } from './attributes.ts'
import { fieldOf, isList, isObject, listOf, textOf } from './field.ts'

/**
 * Reads an OTLP `AnyValue`. An `intValue` is a string or a number; one past the safe integers stays a string.
 * Source: opentelemetry-proto, common/v1/common.proto and the JSON encoding of the OTLP specification.
 */
export function readAnyValue(value: Json): Json {
  const int = fieldOf(value, 'intValue', 'int_value')
  if (int !== null) return Number.isSafeInteger(Number(int)) ? Number(int) : int
  const list = fieldOf(value, 'arrayValue', 'array_value')
  if (list !== null) return listOf(list, 'values').map(readAnyValue)
  const pairs = fieldOf(value, 'kvlistValue', 'kvlist_value')
  if (pairs !== null) return Object.fromEntries(readAttributes(fieldOf(pairs, 'values')))
  return fieldOf(
    value,
    'stringValue',
    'string_value',
    'boolValue',
    'bool_value',
    'doubleValue',
    'double_value',
    'bytesValue',
  )
}

/** Reads a list of `{key, value}`; a plain object, which some stores write instead, is taken as it is. */
export function readAttributes(value: Json): Attributes {
  if (isObject(value)) return new Map(Object.entries(value))
  const pairs = isList(value) ? value : []
  return new Map(pairs.map((pair) => [textOf(pair, 'key') ?? '', readAnyValue(fieldOf(pair, 'value'))]))
}

/** Returns an id of `bytes` bytes as lower-case hex: OTLP/JSON has hex, plain protobuf JSON base64. Null when empty. */
export function readOtlpId(id: string | null, bytes: number): string | null {
  if (id === null) return null
  if (/^[0-9a-f]*$/i.test(id) && id.length === bytes * 2) return /^0+$/.test(id) ? null : id.toLowerCase()
  const decoded = hexOfBase64(id)
  return decoded?.length === bytes * 2 ? decoded : id
}

function hexOfBase64(text: string): string | null {
  if (!/^[A-Za-z0-9+/_-]{1,64}={0,2}$/.test(text)) return null
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return [...binary].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  } catch {
    return null
  }
}
