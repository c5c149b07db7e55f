import { type Document, isAlias, isScalar, LineCounter, parseDocument, type ParsedNode, visit } from 'yaml'
import type { Finding } from '../problem.ts'
import type { Json } from './types.ts'

/** Largest file read, in bytes (PRODUCT.md section 3). */
export const MAX_YAML_BYTES = 1024 * 1024

export interface YamlReading {
  readonly value: Json
  readonly document: Document.Parsed
  /** The line (from 1) of the node that a path of keys leads to, or of its nearest ancestor. */
  lineOf(path: readonly (string | number)[]): number
}

type Fault = (message: string, hint: string, offset: number) => void

/**
 * Reads strict YAML 1.2 that is also JSON: no anchors, aliases, tags, directives, duplicate or non-string keys, BOM or CR.
 * Returns the value, or findings that name `path` and the line.
 */
export function readYaml(bytes: Uint8Array, path: string): YamlReading | { readonly findings: readonly Finding[] } {
  const early = refuseBytes(bytes)
  if (early) return { findings: [{ code: 'yaml', path, ...early }] }
  const lines = new LineCounter()
  const findings: Finding[] = []
  const fault: Fault = (message, hint, offset) =>
    void findings.push({ code: 'yaml', message, hint, path, line: lines.linePos(offset).line })
  const text = new TextDecoder().decode(bytes)
  try {
    const document = parseDocument(text, {
      version: '1.2',
      stringKeys: true,
      uniqueKeys: true,
      merge: false,
      lineCounter: lines,
      prettyErrors: false,
    })
    for (const error of document.errors) fault(`not YAML: ${lowerFirst(error.message)}`, 'mend the file', error.pos[0])
    if (findings.length === 0) refuseFeatures(document, fault)
    if (findings.length > 0) return { findings }
    return { value: document.toJS() as Json, document, lineOf: (at) => lines.linePos(offsetOf(document, at)).line }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { findings: [{ code: 'yaml', message: 'nested too deeply', hint: 'flatten the value', path }] }
  }
}

function refuseBytes(bytes: Uint8Array): { message: string; hint: string; line?: number } | null {
  if (bytes.length > MAX_YAML_BYTES)
    return { message: `${bytes.length} bytes is more than the 1 MiB a file may have`, hint: 'shorten the input or the outputs' }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { message: 'starts with a byte order mark', hint: 'save it as UTF-8 without a BOM', line: 1 }
  const cr = bytes.indexOf(0x0d)
  if (cr >= 0) return { message: 'has a carriage return', hint: 'save it with LF line ends', line: lineAt(bytes, cr) }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { message: 'is not UTF-8', hint: 'save it as UTF-8' }
  }
  return null
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let i = 0; i < offset; i++) if (bytes[i] === 0x0a) line++
  return line
}

function refuseFeatures(document: Document.Parsed, fault: Fault): void {
  if (document.directives?.yaml.explicit || Object.keys(document.directives?.tags ?? {}).some((tag) => tag !== '!!'))
    fault('has a YAML directive', 'remove the line that starts with "%"', 0)
  visit(document, {
    Node(_key, node) {
      const offset = (node as ParsedNode).range?.[0] ?? 0
      if (isAlias(node)) fault(`has the alias "*${node.source}"`, 'write the value out', offset)
      else if (node.anchor) fault(`has the anchor "&${node.anchor}"`, 'remove it and write values out', offset)
      else if (node.tag) fault(`has the tag "${node.tag}"`, 'remove it; quote the value if it is a string', offset)
      else if (isScalar(node)) refuseScalar(node.value, node.source, (message, hint) => fault(message, hint, offset))
    },
  })
}

function refuseScalar(value: unknown, source: string | undefined, fault: (message: string, hint: string) => void): void {
  if (typeof value === 'number' && !Number.isFinite(value))
    fault(`"${source}" is no JSON number`, 'quote it if it is a string')
  else if (typeof value === 'number' && isRounded(value, source ?? ''))
    fault(`"${source}" does not fit a JSON number exactly`, 'quote it')
  else if (typeof value === 'string' && !value.isWellFormed()) fault('has half of a surrogate pair', 'remove it')
}

const isRounded = (value: number, source: string): boolean =>
  /^[-+]?\d+$/.test(source) && String(value) !== source.replace('+', '') && BigInt(value) !== BigInt(source)

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as ParsedNode | undefined
    if (node?.range) return node.range[0]
  }
  return document.contents?.range?.[0] ?? 0
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
