import { invalid, type Problem } from '../problem.ts'

/** Each reporter with the file it gets in a folder; null: it is only ever printed there. */
const FILES = {
  text: 'run.txt',
  json: 'run.json',
  junit: 'junit.xml',
  github: null,
  markdown: 'run.md',
  html: 'run.html',
} as const

export type Reporter = keyof typeof FILES
export const REPORTERS = Object.keys(FILES) as readonly Reporter[]

export interface ReportRequest {
  readonly reporters: readonly Reporter[]
  readonly output: string | null
  /** True where `output` is a folder that exists. */
  readonly isFolder: boolean
  /** True where standard output holds the JSON document and nothing else (`--json`). */
  readonly json: boolean
}

export interface ReportPlan {
  readonly printed: readonly Reporter[]
  readonly files: readonly { readonly reporter: Reporter; readonly path: string }[]
}

/** Parses `text,junit`; an unknown name is a `Problem`. */
export function parseReporters(text: string): Reporter[] {
  const names = text.split(',').map((name) => name.trim())
  for (const name of names) if (!Object.hasOwn(FILES, name)) throw unknownReporter(name)
  return [...new Set(names as Reporter[])]
}

const unknownReporter = (name: string): Problem =>
  invalid('unknown-reporter', `there is no reporter "${name}"`, { hints: [`one or more of ${REPORTERS.join(',')}`] })

/**
 * Plans where each report goes. Text and workflow commands belong to the log and are printed; the others are documents: one
 * alone is printed, one with `output` is that file, several share `output` as a folder.
 */
export function planReports({ reporters, output, isFolder, json }: ReportRequest): ReportPlan {
  const documents = reporters.filter((name) => !isOfTheLog(name))
  const log = reporters.filter(isOfTheLog)
  if (output === null) return planPrinted(documents, log, json)
  if (output === '') throw invalid('usage', '--output is empty', { hints: ['--output reports/'] })
  if (isFolder || output.endsWith('/') || documents.length > 1) return planFolder(reporters, log, output, isFolder)
  const [only = log.find((name) => name === 'text') ?? log[0]] = documents
  return { printed: log.filter((name) => name !== only), files: only ? [{ reporter: only, path: output }] : [] }
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')
const isOfTheLog = (name: Reporter): boolean => name === 'text' || name === 'github'

function planPrinted(documents: readonly Reporter[], log: readonly Reporter[], json: boolean): ReportPlan {
  if (documents.length === 0) return { printed: log, files: [] }
  if (documents.length === 1 && log.length === 0 && !json) return { printed: documents, files: [] }
  const [only, ...others] = documents
  const said = others.length === 0 ? `report "${only}" has` : `reports ${quoted(documents)} have`
  throw invalid('no-output', `the ${said} no file to go to`, {
    hints: [others.length === 0 ? `--output ${FILES[only!]}` : '--output reports/'],
  })
}

function planFolder(
  reporters: readonly Reporter[],
  log: readonly Reporter[],
  output: string,
  isFolder: boolean,
): ReportPlan {
  if (!isFolder && /\.(xml|json|html?|md|txt)$/i.test(output))
    throw invalid('one-output', `"${output}" is one file, and there are several reports: ${quoted(reporters)}`, {
      hints: ['--output reports/'],
    })
  const folder = output.replace(/\/+$/, '')
  const files = reporters.flatMap((reporter) => {
    const name = FILES[reporter]
    return name === null ? [] : [{ reporter, path: `${folder}/${name}` }]
  })
  return { printed: log, files }
}
