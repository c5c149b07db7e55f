import {
  Document,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type ScalarTag,
  type Tags,
  visit,
} from 'yaml'
import { FIELDS, type OpenCase } from './types.ts'

/** PyYAML reads `1e+21` as a string and `1.0e+21` as the number. */
const pointedFloats = (tags: Tags): Tags =>
  tags.map((tag) => (isPlainNumber(tag) ? { ...tag, stringify: pointed } : tag))
const isPlainNumber = (tag: Tags[number]): tag is ScalarTag =>
  typeof tag === 'object' && /:(int|float)$/.test(tag.tag) && !('format' in tag && tag.format)
const pointed = (node: Scalar): string => JSON.stringify(node.value).replace(/^(-?\d+)e/, '$1.0e')
const OPTIONS = {
  version: '1.2',
  uniqueKeys: false,
  compat: 'yaml-1.1',
  stringKeys: true,
  merge: false,
  customTags: pointedFloats,
} as const
const LAYOUT = {
  lineWidth: 0,
  indent: 2,
  indentSeq: true,
  singleQuote: false,
  minContentWidth: 0,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const
/** A line longer than this stands in a block of its own. */
const LONG = 100

/** Renders a case canonically: fields in one order, block style, multi-line text as literals, YAML 1.1 lookalikes quoted. */
export function renderCase(one: OpenCase): string {
  const fields = one as unknown as Record<string, unknown>
  const ordered = Object.fromEntries(
    FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  )
  return render(new Document(ordered, OPTIONS))
}

/** Renders any JSON object (a configuration, front matter) in the same style. */
export function renderYaml(value: Readonly<Record<string, unknown>>): string {
  return render(new Document(value, OPTIONS))
}

/** Tidies the text of a case that reads well already; comments stay. A canonical text comes back as it is. */
export function tidyCase(text: string): string {
  let tidy = tidyOnce(text)
  for (let round = 1; round < MAX_ROUNDS && tidy !== text; round++) [text, tidy] = [tidy, tidyOnce(tidy)]
  return tidy
}

/** A comment may belong elsewhere once a flow map is opened or a field is moved; then the next round settles it. */
const MAX_ROUNDS = 5

function tidyOnce(text: string): string {
  const document = parseDocument(text, OPTIONS)
  orderFields(document)
  return render(document)
}

function orderFields(document: Document): void {
  if (!isMap(document.contents)) return
  const place = (pair: Pair): number => {
    const index = FIELDS.indexOf(String((pair.key as Scalar).value) as (typeof FIELDS)[number])
    return index < 0 ? FIELDS.length : index
  }
  document.contents.items.sort((a, b) => place(a) - place(b))
}

function render(document: Document): string {
  visit(document, { Node: (key, node) => (key === 'key' ? normalizeKey(node) : normalizeNode(node)) })
  if (document.directives) Object.assign(document.directives, { docStart: null, docEnd: false })
  return document.toString(LAYOUT).replace(UNESCAPED, escaped)
}

/** The library writes these raw into double quotes, where PyYAML refuses them or folds them. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

function normalizeNode(node: Node): void {
  const free = node as Node &
    Partial<ParsedNode> & { spaceBefore?: boolean; flow?: boolean; format?: string; minFractionDigits?: number }
  delete free.spaceBefore
  if (isCollection(node)) node.flow = node.items.length === 0
  if (!isScalar(node)) return
  delete node.source
  delete free.format
  delete free.minFractionDigits
  if (typeof node.value === 'string') node.type = styleOf(node.value)
  else delete node.type
}

/** Keys are never blocks. */
function normalizeKey(key: Node): void {
  delete (key as { spaceBefore?: boolean }).spaceBefore
  if (isScalar(key) && typeof key.value === 'string') key.type = needsQuotes(key.value) ? 'QUOTE_DOUBLE' : 'PLAIN'
}

function styleOf(text: string): Scalar.Type {
  if (isBlock(text)) return 'BLOCK_LITERAL'
  return needsQuotes(text) ? 'QUOTE_DOUBLE' : 'PLAIN'
}

const isBlock = (text: string): boolean =>
  (text.includes('\n') || text.length > LONG) &&
  !UNPRINTABLE.test(text) &&
  /\S/.test(text) &&
  !/[\t ]$|\n[\t ]+\n*$/.test(text)

/** What a block or plain scalar can't carry: controls but LF and tab, line separators, BOM, lone surrogates. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u
/** Beyond what the YAML library's own 1.1 schema knows: PyYAML's merge key, value key and looser dates and numbers. */
const LOOKALIKE = /^(<<|=|[-+.]?[\d.][\d_,.:eE+-]*|\d{4}-\d.*|[-+]?0[xXoObB].*|[yYnN]|~)$/
const needsQuotes = (text: string): boolean =>
  text === '' || UNPRINTABLE.test(text) || /[\t\n]|^\s|\s$/.test(text) || LOOKALIKE.test(text)
