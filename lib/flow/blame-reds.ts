import type { Blamed } from '../bisect/document.ts'
import { parseDuration } from '../config/duration.ts'
import type { Ports } from '../ports.ts'
import { invalid } from '../problem.ts'
import type { CaseResult, RunDocument } from '../run/types.ts'
import { bisectCase } from './bisect-case.ts'

export interface BlameRequest {
  /** Milliseconds for all cases together. */
  readonly limitMs: number
  readonly jobs: number
  onProgress?(line: string): void
}

/** Parses how long somebody may be looked for. */
export function parseBlameLimit(text: string): number {
  if (/^\d{1,6}(s|m|h)$/.test(text)) return parseDuration(text)
  throw invalid('usage', `--blame-limit is "${text}"`, { hints: ['--blame-limit 10m', 'a number with s, m or h'] })
}

/**
 * Finds for each red case of a run the commit that broke it. Says nothing of the run: whatever goes wrong here is a reason why
 * nobody is blamed.
 */
export async function blameReds(ports: Ports, run: RunDocument, request: BlameRequest): Promise<Blamed[]> {
  const start = ports.clock.ticks()
  const blamed: Blamed[] = []
  for (const result of run.results) {
    if (!isBlamable(result)) continue
    const left = request.limitMs - (ports.clock.ticks() - start)
    const reason = unblamable(run, result) ?? (left <= 0 ? 'the time for it was over' : null)
    blamed.push(
      reason === null ? await blame(ports, run, result, { ...request, limitMs: left }, blamed) : told(result, reason),
    )
  }
  return blamed
}

const isBlamable = ({ verdict }: CaseResult): boolean => ['relapsed', 'failed', 'flaky'].includes(verdict)

function unblamable({ commit, dirty }: RunDocument, { verdict }: CaseResult): string | null {
  if (verdict === 'flaky') return 'it passes and fails: which commit it began with can not be told by asking again'
  return commit === null || dirty ? 'there are uncommitted changes, which may be what broke it' : null
}

const told = ({ id }: CaseResult, reason: string): Blamed => ({ id, reason, bisect: null })

async function blame(
  ports: Ports,
  { commit }: RunDocument,
  result: CaseResult,
  { limitMs, jobs, onProgress }: BlameRequest,
  earlier: readonly Blamed[],
): Promise<Blamed> {
  const progress = (line: string): void => onProgress?.(`who broke ${result.id}: ${line}`)
  const ends = { id: result.id, good: null, bad: commit, jobs, limitMs, suspects: suspectsOf(earlier) }
  try {
    const { document: bisect } = await bisectCase(ports, { ...ends, onProgress: progress })
    return { id: result.id, reason: bisect.reason, bisect }
  } catch (error) {
    return told(result, error instanceof Error ? error.message : String(error))
  }
}

/** What broke one case has often broken others. */
const suspectsOf = (blamed: readonly Blamed[]): string[] => [
  ...new Set(
    blamed.flatMap(({ bisect }) => [bisect?.first_bad, bisect?.last_good]).filter((each) => typeof each === 'string'),
  ),
]
