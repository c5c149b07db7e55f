import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type ParsedNode,
  visit,
  type YAMLMap,
} from 'yaml'
import { MAX_YAML_DEPTH, TOO_DEEP } from './yaml-error.ts'

/** Faults told of one file: past that, they tell nothing new. */
const MAX_FAULTS = 10

/** Says one fault of the text at `offset`, in UTF-16 units. */
export type SayFault = (message: string, hint: string, offset: number) => void

/** Finds what YAML has and JSON has not: anchors, aliases, tags, duplicate keys, numbers out of range, half characters. */
export function refuseFeatures(document: Document.Parsed, say: SayFault): void {
  let faults = 0
  const counted: SayFault = (...fault) => {
    if (faults++ < MAX_FAULTS) say(...fault)
  }
  visit(document, {
    Node(_key, node, path) {
      if (isCollection(node) && path.filter(isCollection).length >= MAX_YAML_DEPTH) {
        say(TOO_DEEP.message, TOO_DEEP.hint, offsetOf(node))
        return visit.BREAK
      }
      refuseNode(node, counted)
      return faults < MAX_FAULTS ? undefined : visit.BREAK
    },
  })
}

function refuseNode(node: Node, say: SayFault): void {
  const offset = offsetOf(node)
  if (isAlias(node)) say(`has the alias "*${shorten(node.source)}"`, 'write the value out', offset)
  else if (node.anchor) say(`has the anchor "&${shorten(node.anchor)}"`, 'remove it and write values out', offset)
  else if (node.tag)
    say(`has the tag "${shorten(shortTag(node.tag))}"`, 'remove it; quote the value if it is a string', offset)
  else if (isMap(node)) refuseDuplicates(node, say)
  else if (isScalar(node)) refuseScalar(node.value, node.source, (message, hint) => say(message, hint, offset))
}

/** The library's own check compares each key with each. */
function refuseDuplicates(map: YAMLMap, say: SayFault): void {
  const seen = new Set<unknown>()
  for (const { key } of map.items) {
    if (!isScalar(key)) continue
    if (seen.has(key.value)) say(`has the key ${quoteKey(key.value)} twice`, 'keep one of them', offsetOf(key))
    seen.add(key.value)
  }
}

function refuseScalar(value: unknown, source: string | undefined, say: (message: string, hint: string) => void): void {
  const shown = shorten(source ?? '')
  if (typeof value === 'number' && !Number.isFinite(value))
    say(`"${shown}" is no JSON number`, 'quote it if it is a string')
  else if (typeof value === 'number' && isRounded(value, source ?? ''))
    say(`"${shown}" does not fit a JSON number exactly`, 'quote it')
  else if (typeof value === 'string' && !value.isWellFormed()) say('has half of a surrogate pair', 'remove it')
}

/** Of the decimals that read as one number its shortest is exact enough: JSON writes that one. */
const isRounded = (value: number, source: string): boolean =>
  /^([-+]?\d+|0x[\da-fA-F]+|0o[0-7]+)$/.test(source) &&
  String(value) !== source.replace('+', '') &&
  BigInt(value) !== BigInt(source)

const offsetOf = (node: unknown): number => (node as Partial<ParsedNode> | null)?.range?.[0] ?? 0
const shortTag = (tag: string): string => tag.replace(/^tag:yaml\.org,2002:/, '!!')
const quoteKey = (key: unknown): string => shorten(JSON.stringify(key) ?? '')
const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)
