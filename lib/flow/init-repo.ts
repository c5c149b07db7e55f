import { join } from 'node:path'
import type { Provider } from '../ci/facts.ts'
import { type CiPlan, planCi } from '../ci/plan-ci.ts'
import { parseOwners } from '../init/codeowners.ts'
import type { InitFacts } from '../init/facts.ts'
import type { BakedPaths, HookName } from '../init/hook-script.ts'
import { planInit } from '../init/plan.ts'
import { runsConfiguredHooks } from '../init/plan-hooks.ts'
import type { InitStep } from '../init/step.ts'
import type { Foreign, Warning } from '../init/warnings.ts'
import type { Ports } from '../ports.ts'
import { invalid, type Problem, unavailable } from '../problem.ts'
import { applyInit, type WriteHooks } from './apply-init.ts'
import { readCiFacts } from './read-ci-facts.ts'
import { readInitFacts } from './read-init-facts.ts'
import { takeBack, type UninstallDocument } from './take-back.ts'

export interface InitRequest {
  readonly baked: BakedPaths
  /** Only these hooks; others are left as they are. */
  readonly hooks: readonly HookName[]
  readonly dryRun: boolean
  /** Who guards the set by CODEOWNERS, as a person lists them; null leaves that file alone. */
  readonly owners: string | null
  /** A set of its own for the folder asked from. */
  readonly here: boolean
  /** The CI service to write jobs for; null for none. */
  readonly ci: Provider | null
  /** Asked with the plan before anything is done; `false` leaves everything as it is. */
  confirm?(document: InitDocument): Promise<boolean>
}

/** The document of an initialisation. */
export interface InitDocument {
  readonly format: 'casebook-init/1'
  /** True where nothing was done: it was asked for the plan alone, or a person said no. */
  readonly dry_run: boolean
  readonly steps: readonly InitStep[]
  readonly foreign: readonly Foreign[]
  readonly warnings: readonly Warning[]
  /** Files of the CI service that are somebody else's, with what to add to each. */
  readonly by_hand: CiPlan['byHand']
}

/** Sets a repository up. What stands already is left alone; a hook of somebody else is named, never overwritten. */
export async function initRepo(ports: Ports, request: InitRequest, writeHooks: WriteHooks): Promise<InitDocument> {
  requireWorkTree(ports)
  const { baked, hooks, here } = request
  const owners = request.owners === null ? null : readOwners(request.owners)
  const ci = request.ci ? planCi(request.ci, await readCiFacts(ports)) : { steps: [], byHand: [] }
  const facts = await readInitFacts(ports, { baked, only: hooks, owners, here, extra: ci.steps })
  refuseOutside(ports, facts)
  const plan: InitDocument = { format: 'casebook-init/1', dry_run: true, ...planInit(facts), by_hand: ci.byHand }
  if (request.dryRun) return plan
  if (plan.steps.length > 0 && request.confirm && !(await request.confirm(plan))) return plan
  await applyInit(ports, plan.steps, writeHooks)
  return { ...plan, dry_run: false }
}

/** Takes back what `init` wrote in this clone. */
export async function uninstall(ports: Ports, dryRun: boolean): Promise<UninstallDocument> {
  requireWorkTree(ports)
  return takeBack(ports, dryRun)
}

function requireWorkTree(ports: Ports): void {
  if (ports.git.top === null)
    throw invalid('bare-repository', 'a bare repository has no work tree to set up', { hints: ['run it in a clone'] })
}

function readOwners(text: string): readonly string[] {
  const parsed = parseOwners(text)
  if ('owners' in parsed) return parsed.owners
  throw invalid('owner', `"${parsed.wrong}" is neither @name, @org/team nor an email address`, {
    hints: ['casebook init --codeowners @acme/quality'],
  })
}

/** Git runs the hooks of a folder that is not the repository's: hooks written here would never run, those there are not ours. */
function refuseOutside(ports: Ports, { hooks }: InitFacts): void {
  if (hooks.place === 'outside' && !runsConfiguredHooks(hooks)) throw outside(ports, hooks)
}

function outside(ports: Ports, { folder, scope, gitVersion }: InitFacts['hooks']): Problem {
  const why =
    scope === null ? 'a symbolic link leads there' : `core.hooksPath in the ${SCOPES[scope] ?? scope} configuration`
  const own = join(ports.git.commonDir, 'hooks').replaceAll("'", "'\\''")
  return unavailable(
    'hooks-outside',
    `git runs the hooks of "${folder}", which is outside of this repository (${why})`,
    {
      hints: [
        scope === null
          ? `make "${folder}" a folder of this repository, then: casebook init`
          : `git config core.hooksPath '${own}'   (this repository's own hooks instead of those), then: casebook init`,
        `or with git 2.54 or later, which runs hooks beside those: casebook init   (this is git ${gitVersion.join('.')})`,
      ],
    },
  )
}

const SCOPES: Readonly<Record<string, string>> = {
  global: "user's",
  system: "system's",
  local: "repository's",
  worktree: "work tree's",
  command: "command's",
}
