import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  Parser,
  visit,
  type YAMLError,
} from 'yaml'
import type { Json } from '../case/types.ts'
import { explainYamlError, MAX_YAML_DEPTH, TOO_DEEP } from '../case/yaml-error.ts'
import { invalid, Problem } from '../problem.ts'

/** Past this the YAML library takes minutes and gigabytes; a larger suite is JSON or CSV. */
const MAX_CHARACTERS = 4 * 1024 * 1024

/** As js-yaml, promptfoo's reader, does: YAML 1.2 with merge keys. The library's own search for double keys is quadratic. */
const OPTIONS = { version: '1.2', merge: true, stringKeys: true, uniqueKeys: false } as const

/**
 * Parses the YAML of other people's tools: anchors, aliases and merge keys are resolved (at most 100 times over).
 * Throws a `Problem` 'import-yaml' with the line of what cannot be read.
 */
export function readLenientYaml(text: string, name: string): Json {
  if (text.length > MAX_CHARACTERS) throw badYaml('is more than 4 MiB of YAML', 'convert it to JSON or CSV', name)
  const lines = new LineCounter()
  let first: Problem | null = null
  const bad: SayBad = (message, hint, offset) => {
    first ??= badYaml(message, hint, name, lines.linePos(offset).line)
    throw first
  }
  try {
    const document = composeOne(text, lines, bad)
    if (document === null) return null
    refuseDuplicates(document, bad)
    return document.toJS({ maxAliasCount: 100 }) as Json
  } catch (error) {
    throw explain(error, name)
  }
}

type SayBad = (message: string, hint: string, offset: number) => never

/** The library tells too deep a text and too many aliases by errors of the language. */
function explain(error: unknown, name: string): unknown {
  if (error instanceof Problem) return error
  if (error instanceof RangeError) return badYaml(TOO_DEEP.message, TOO_DEEP.hint, name)
  if (error instanceof ReferenceError)
    return badYaml('has aliases that grow out of bounds or lead nowhere', 'write the values out', name)
  return error
}

type OnError = (
  at: number | readonly number[] | { offset: number },
  code: YAMLError['code'],
  message: string,
  warning?: boolean,
) => void

/** Stops at the first error: a megabyte of them takes a minute to collect. The library takes our stop for an error of its own. */
function composeOne(text: string, lines: LineCounter, bad: SayBad): Document.Parsed | null {
  const composer = new Composer(OPTIONS)
  const onError: OnError = (at, code, message, warning) => {
    if (warning) return
    const { message: said, hint } = explainYamlError({ code, message })
    bad(said, hint, typeof at === 'number' ? at : 'offset' in at ? at.offset : (at[0] ?? 0))
  }
  Object.assign(composer, { onError })
  const documents: Document.Parsed[] = []
  for (const document of composer.compose(tokensOf(text, lines), true, text.length)) {
    const error = document.errors[0]
    if (error) onError(error.pos, error.code, error.message)
    if (documents.push(document) > 1) onError(document.range[0], 'MULTIPLE_DOCS', '')
  }
  return documents[0] ?? null
}

/** A collection in a collection takes up to two places of the parser's stack. */
const MAX_STACK = 2 * MAX_YAML_DEPTH

/** Stops where nesting would fill the memory, and at an error: what comes after only repeats it. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      yield token
      if (token.type === 'error') return
    }
    if (parser.stack.length > MAX_STACK) throw new RangeError('nested too deep')
  }
  yield* parser.end()
}

function refuseDuplicates(document: Document.Parsed, bad: SayBad): void {
  visit(document, {
    Map: (_key, map) => {
      const seen = new Set<unknown>()
      for (const { key } of isMap(map) ? map.items : []) {
        if (!isScalar(key) || key.value === '<<') continue
        if (seen.has(key.value))
          bad(`has the key ${JSON.stringify(key.value)} twice`, 'keep one of them', key.range?.[0] ?? 0)
        seen.add(key.value)
      }
    },
  })
}

const badYaml = (message: string, hint: string, path: string, line?: number): Problem =>
  invalid('import-yaml', `"${path}" ${message}`, { hints: [hint], path, line })
