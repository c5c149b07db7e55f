import { join } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Ports } from '../ports.ts'
import { Problem, unavailable } from '../problem.ts'
import { type CaseTrial, concludeCase, type Try, trialOf, tryOnce } from '../run/run-case.ts'
import type { CaseResult, RunCase } from '../run/types.ts'
import type { Target } from '../target/types.ts'
import type { JudgeTools } from '../verdict/types.ts'
import { furnishCheckout } from './checkout.ts'
import { makeJudgeTools } from './judge-tools.ts'
import { layOverlay } from './lay-overlay.ts'
import { openTarget } from './open-target.ts'
import { refuseMoved } from './refuse-moved.ts'

/** What is asked at every commit: the case, and another one where only that tells a death that proves a bug from any other. */
export interface Question {
  readonly config: Config
  readonly item: RunCase
  readonly control: RunCase | null
}

/** A place where one commit after another is asked. It does one thing at a time. */
export interface ProbePlace {
  /**
   * Asks the product of a commit the case once for each number in `firsts`, which is the number of the first attempt of that
   * time. What goes wrong on the way is a `Problem`; what the commit can't help, `isOurs`.
   */
  ask(commit: string, firsts: readonly number[]): Promise<readonly CaseResult[]>
  /** Ends what is being asked; the answers are errors then. */
  stop(): void
  dispose(): Promise<void>
}

/** Problems of this machine or this configuration, that no other commit would be without. */
const OURS = ['link-leads-back', 'link-too-large', 'no-git', 'moved']
export const isOurs = (error: unknown): boolean =>
  !(error instanceof Problem) || error.kind === 'invalid' || OURS.includes(error.code)

/** The work tree as it stands, which must stand still meanwhile. */
export function placeHere(ports: Ports, question: Question): ProbePlace {
  const asker = makeAsker(ports, question)
  return {
    async ask(commit, firsts) {
      asker.begin()
      const results = await asker.ask(ports.git.top!, firsts)
      await refuseMoved(ports, question.config, commit)
      return results
    },
    stop: asker.stop,
    dispose: async () => {},
  }
}

/** A temporary checkout that moves from commit to commit. */
export async function placeInCheckout(ports: Ports, question: Question): Promise<ProbePlace> {
  const { config } = question
  const scratch = await ports.files.scratch('bisect')
  const root = join(scratch.path, 'tree')
  const asker = makeAsker(ports, question)
  let isChecked = false
  const prepare = async (commit: string): Promise<void> => {
    const empty = await ports.git.moveCheckout(commit, root)
    await furnishCheckout(ports, config, { root, empty }, { isChecked })
    isChecked = true
    await layOverlay(ports, config, root)
  }
  return {
    async ask(commit, firsts) {
      asker.begin()
      await prepare(commit)
      return asker.ask(root, firsts)
    },
    stop: asker.stop,
    dispose: scratch.dispose,
  }
}

interface Asker {
  begin(): void
  ask(root: string, firsts: readonly number[]): Promise<readonly CaseResult[]>
  stop(): void
}

/** A target of its own for each commit: a worker that runs has loaded another one's code. */
function makeAsker(ports: Ports, { config, item, control }: Question): Asker {
  let target: Target | null = null
  let isStopped = false
  const refuseStopped = (): void => {
    if (isStopped) throw unavailable('stopped', 'nobody waits for this answer any more')
  }
  return {
    begin: () => {
      isStopped = false
    },
    async ask(root, firsts) {
      refuseStopped()
      const asked = openTarget(ports, config, root)
      target = asked
      // Graders judge from here at every commit, as the case does.
      const tools = makeJudgeTools(ports, config, join(ports.git.top ?? root, config.folder))
      try {
        const others = control && askUnconfirmed(control, 1, asked, tools)
        const trials = await Promise.all(firsts.map((first) => askUnconfirmed(item, first, asked, tools)))
        const isAlive = (await others)?.answered ?? false
        refuseStopped()
        return trials.map((trial) => concludeCase(trial, isAlive, tools))
      } finally {
        await asked.close()
        target = null
      }
    },
    stop() {
      isStopped = true
      void target?.close()
    },
  }
}

/** Asks as often as the case says, from the attempt `first` on; whether what is red is asked again is decided by the search. */
async function askUnconfirmed(item: RunCase, first: number, target: Target, tools: JudgeTools): Promise<CaseTrial> {
  const tries: Try[] = []
  while (tries.length < (item.one.repeat ?? 1)) tries.push(await tryOnce(item, first + tries.length, target, tools))
  return trialOf(item, tries)
}
