import {
  type CI_FILES,
  type CiFacts,
  GITHUB_ACTION,
  GITHUB_WORKFLOW,
  GITLAB_JOBS,
  GITLAB_PIPELINE,
  type Provider,
} from './facts.ts'
import { renderGithubAction } from './github-action.ts'
import { renderGithubWorkflow } from './github-workflow.ts'
import { GITLAB_INCLUDE, renderGitlabJobs } from './gitlab.ts'

/** A file to write where none is, or lines to add at a file's end. */
export interface CiStep {
  readonly do: 'write' | 'append'
  readonly path: string
  readonly text: string
}

export interface CiPlan {
  readonly steps: readonly CiStep[]
  /** Files of somebody else, with what they lack: it is left to a person. */
  readonly byHand: readonly { readonly path: string; readonly line: string }[]
}

/** Plans the files of a CI service. Pure; what stands already is never overwritten, and twice plans nothing the second time. */
export function planCi(provider: Provider, facts: CiFacts): CiPlan {
  const plans =
    provider === 'github'
      ? [
          writeFile(facts, GITHUB_ACTION, renderGithubAction(facts)),
          writeFile(facts, GITHUB_WORKFLOW, renderGithubWorkflow(facts)),
        ]
      : [writeFile(facts, GITLAB_JOBS, renderGitlabJobs(facts)), includeJobs(facts)]
  return { steps: plans.flatMap(({ steps }) => steps), byHand: plans.flatMap(({ byHand }) => byHand) }
}

const NOTHING: CiPlan = { steps: [], byHand: [] }
const BY_INIT = '# Written by casebook init --ci '

const textOf = ({ files }: CiFacts, path: (typeof CI_FILES)[number]): string | null =>
  files.find((file) => file.path === path)?.text ?? null

function writeFile(facts: CiFacts, path: (typeof CI_FILES)[number], text: string): CiPlan {
  const there = textOf(facts, path)
  if (there === null) return { steps: [{ do: 'write', path, text }], byHand: [] }
  if (there.startsWith(BY_INIT)) return NOTHING
  return { steps: [], byHand: [{ path, line: 'casebook check --base <base> --pull-request, and casebook run' }] }
}

/** A second `include` would replace the first, so where there is one the line is a person's to add. */
function includeJobs(facts: CiFacts): CiPlan {
  const there = textOf(facts, GITLAB_PIPELINE)
  if (there === null) return { steps: [{ do: 'write', path: GITLAB_PIPELINE, text: GITLAB_INCLUDE }], byHand: [] }
  if (there.includes(GITLAB_JOBS)) return NOTHING
  const isPlain = !/^(["']?include["']?[ \t]*:|---|\.\.\.|\{)/m.test(there) && /^[^\s#]/m.test(there)
  if (!isPlain) return { steps: [], byHand: [{ path: GITLAB_PIPELINE, line: `  - local: ${GITLAB_JOBS}` }] }
  const text = there.endsWith('\n') ? `\n${GITLAB_INCLUDE}` : `\n\n${GITLAB_INCLUDE}`
  return { steps: [{ do: 'append', path: GITLAB_PIPELINE, text }], byHand: [] }
}
