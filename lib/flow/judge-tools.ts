import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { invalid, unavailable } from '../problem.ts'
import { OncePerCase } from '../target/once.ts'
import type { JudgeTools } from '../verdict/types.ts'
import { childEnvironment } from './child-environment.ts'

/** One budget for all patterns, schemas and distances of a run, and for each of them. */
const TOTAL_MS = 20_000
const EACH_MS = 1_000
const GRADER_TIMEOUT_MS = 60_000

/** The tools a judge needs; graders run in `cwd`, the folder of the configuration in the checkout that is judged. */
export function makeJudgeTools(ports: Ports, config: Config, cwd: string): JudgeTools {
  const budget = ports.timeBudget(TOTAL_MS, EACH_MS)
  return {
    bounded: (work) => budget.bounded(work),
    compileSchema: ports.compileSchema,
    async grade(name, request) {
      const grader = Object.hasOwn(config.graders, name) ? config.graders[name] : undefined
      if (!grader)
        throw invalid('unknown-grader', `there is no grader "${name}" in ${config.file}`, {
          path: config.file,
          hints: [`graders: {${name}: {command: […]}}`],
        })
      const limits = { timeoutMs: GRADER_TIMEOUT_MS, parallel: 1, output: 'json' as const }
      const launch = { command: grader.command, cwd, env: childEnvironment(ports.env) }
      const asked = await new OncePerCase(launch, ports.processes, ports.clock, limits).ask({
        id: name,
        input: request,
        attempt: 1,
      })
      return verdictOf(name, asked.outcome)
    },
  }
}

function verdictOf(
  name: string,
  outcome: Awaited<ReturnType<OncePerCase['ask']>>['outcome'],
): { pass: boolean; reason: string } {
  const said = outcome.kind === 'output' ? (outcome.output as { pass?: unknown; reason?: unknown } | null) : null
  if (typeof said?.pass === 'boolean')
    return { pass: said.pass, reason: typeof said.reason === 'string' ? said.reason : '' }
  const detail = 'detail' in outcome ? outcome.detail : 'it answered no {"pass", "reason"}'
  throw unavailable('grader', `the grader "${name}" could not judge: ${detail}`, { hints: ['run its command by hand'] })
}
