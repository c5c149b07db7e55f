import type { Json } from '../case/types.ts'
import { invalid } from '../problem.ts'
import { anthropic } from './anthropic.ts'
import { braintrust } from './braintrust.ts'
import { fieldOf, isList, isObject, listOf } from './field.ts'
import type { Format } from './format.ts'
import { inspect } from './inspect.ts'
import { langfuse } from './langfuse.ts'
import { langsmith } from './langsmith.ts'
import { openai } from './openai.ts'
import { openinferenceRows } from './openinference-rows.ts'
import { otlp } from './otlp.ts'
import { promptfoo } from './promptfoo.ts'
import { quote } from './quote.ts'

const FORMATS: readonly Format[] = [
  otlp,
  openinferenceRows,
  langfuse,
  langsmith,
  braintrust,
  openai,
  anthropic,
  promptfoo,
  inspect,
]

/** Names of the formats that can be read, in the order in which messages list them. */
const FORMAT_NAMES: readonly string[] = FORMATS.map((format) => format.name)

export interface Detected {
  readonly format: Format
  /** The documents or rows of the file that are of this format; others (metrics between spans, say) are left out. */
  readonly records: readonly Json[]
}

/**
 * Tells a trace's format from its content alone. Throws `trace-format-unknown`, and `trace-format-ambiguous` when
 * the documents of one file are of several formats.
 */
export function detectFormat(documents: readonly Json[]): Detected {
  const records = documents.flatMap(recordsOf)
  const found = FORMATS.filter((format) => records.some(format.knows))
  const [format, other] = found
  if (format === undefined) throw unknownFormat()
  if (other !== undefined) throw ambiguous(found.map(({ name }) => name))
  return { format, records: records.filter(format.knows) }
}

/** Lists the rows of a document: its items where it is a list, or where an API wrapped the list in an object. */
function recordsOf(document: Json): readonly Json[] {
  if (isList(document)) return document
  if (!isObject(document) || FORMATS.some((format) => format.knows(document))) return [document]
  const wrapped = listOf(fieldOf(document, 'log') ?? document, ...WRAPPERS)
  return wrapped.length > 0 ? wrapped : [document]
}

/** Names of lists in answers of APIs; `entries` is HAR's (in its `log`), `interactions` VCR's. */
const WRAPPERS = ['data', 'runs', 'events', 'objects', 'rows', 'items', 'traces', 'spans', 'entries', 'interactions']

const unknownFormat = () =>
  invalid('trace-format-unknown', 'trace is in no format that casebook knows', {
    hints: [`known formats: ${FORMAT_NAMES.join(', ')}`],
  })

const ambiguous = (names: readonly string[]) =>
  invalid('trace-format-ambiguous', `trace is in ${names.length} formats at once: ${names.map(quote).join(', ')}`, {
    hints: ['capture one trace at a time'],
  })
