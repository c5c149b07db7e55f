import { Composer, type CST, type Document, LineCounter, type ParsedNode, Parser, type YAMLError } from 'yaml'
import type { Finding } from '../problem.ts'
import { refuseBytes, type YamlFault } from './refuse-bytes.ts'
import { refuseFeatures } from './refuse-features.ts'
import type { Json } from './types.ts'
import { explainYamlError, TOO_DEEP } from './yaml-error.ts'

export interface YamlReading {
  readonly value: Json
  readonly document: Document.Parsed
  /** The line (from 1) of the node that a path of keys leads to, or of its nearest ancestor. */
  lineOf(path: readonly (string | number)[]): number
}

/**
 * Reads strict YAML 1.2 that is also JSON: UTF-8 of at most 1 MiB, no anchors, aliases, tags, directives, duplicate keys,
 * keys that are lists or maps, BOM, CR or raw control characters. An empty file is null. Never throws.
 * Returns the value, or findings that name `path` and the line.
 */
export function readYaml(bytes: Uint8Array, path: string): YamlReading | { readonly findings: readonly Finding[] } {
  const early = refuseBytes(bytes)
  if (early) return { findings: [findingOf(early, path)] }
  const text = new TextDecoder().decode(bytes)
  const directive = refuseDirective(text)
  if (directive) return { findings: [findingOf(directive, path)] }
  try {
    return readText(text, path)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { findings: [findingOf(TOO_DEEP, path)] }
  }
}

function readText(text: string, path: string): YamlReading | { readonly findings: readonly Finding[] } {
  const lines = new LineCounter()
  const lineAt = (offset: number): number => lines.linePos(offset).line
  const composed = composeOne(text, lines)
  if ('fault' in composed)
    return { findings: [findingOf({ ...composed.fault, line: lineAt(composed.fault.offset) }, path)] }
  const { document } = composed
  const findings: Finding[] = []
  refuseFeatures(document, (message, hint, offset) => {
    findings.push(findingOf({ message, hint, line: lineAt(offset) }, path))
  })
  if (findings.length > 0) return { findings }
  return { value: document.toJS() as Json, document, lineOf: (at) => lineAt(offsetOf(document, at)) }
}

const findingOf = (fault: YamlFault, path: string): Finding => ({
  code: 'yaml',
  message: fault.message,
  hint: fault.hint,
  path,
  ...(fault.line === undefined ? {} : { line: fault.line }),
})

type Composed = { readonly document: Document.Parsed } | { readonly fault: YamlFault & { readonly offset: number } }

const OPTIONS = { version: '1.2', stringKeys: true, uniqueKeys: false, merge: false } as const

/** Parses one document up to its first error: what comes after an error only repeats it. */
function composeOne(text: string, lines: LineCounter): Composed {
  const composer = new Composer(OPTIONS)
  const first = stopAtError(composer)
  try {
    const tokens = untilError(new Parser(lines.addNewLine).parse(text))
    const [document, second] = takeTwo(composer.compose(tokens, true, text.length))
    const error = document!.errors[0]
    if (error) return { fault: { ...explainYamlError(error), offset: error.pos[0] } }
    if (second)
      return { fault: { ...explainYamlError({ code: 'MULTIPLE_DOCS', message: '' }), offset: second.range[0] } }
    return { document: document! }
  } catch (error) {
    if (first.fault) return { fault: first.fault }
    throw error
  }
}

type OnError = (
  at: number | readonly number[] | { offset: number },
  code: YAMLError['code'],
  message: string,
  warning?: boolean,
) => void

/** A megabyte of errors takes a minute to collect; the library has no setting for it, so its own listener is replaced. */
function stopAtError(composer: Composer): { fault?: YamlFault & { offset: number } } {
  const first: { fault?: YamlFault & { offset: number } } = {}
  const onError: OnError = (at, code, message, warning) => {
    if (warning) return
    const offset = typeof at === 'number' ? at : 'offset' in at ? at.offset : (at[0] ?? 0)
    first.fault ??= { ...explainYamlError({ code, message }), offset }
    throw new Error(message)
  }
  Object.assign(composer, { onError })
  return first
}

function* untilError(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  for (const token of tokens) {
    yield token
    if (token.type === 'error') return
  }
}

function takeTwo(documents: Iterable<Document.Parsed>): Document.Parsed[] {
  const taken: Document.Parsed[] = []
  for (const document of documents) if (taken.push(document) === 2) break
  return taken
}

/** A directive can only stand before the document, where else only comments and empty lines do. */
function refuseDirective(text: string): YamlFault | null {
  for (let line = 1, start = 0; start < text.length; line++) {
    const end = text.indexOf('\n', start)
    const row = text.slice(start, end < 0 ? text.length : end)
    if (row.startsWith('%'))
      return { message: 'has a YAML directive', hint: 'remove the line that starts with "%"', line }
    if (end < 0 || !/^[ \t]*(#|$)/.test(row)) return null
    start = end + 1
  }
  return null
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const at = path.slice(0, length)
    const node = (document.getIn(at, true) ?? document.getIn(at.map(String), true)) as ParsedNode | undefined
    if (node?.range) return node.range[0]
  }
  return document.contents?.range?.[0] ?? 0
}
