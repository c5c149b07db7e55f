import type { HooksFacts } from './facts.ts'
import type { HookName } from './hook-script.ts'
import { type HooksPlan, joinPlans } from './hooks-plan.ts'
import { planLefthook } from './lefthook.ts'
import { lefthookLines } from './lefthook-command.ts'
import { hooksWithCasebook, skippingSettings } from './lefthook-meaning.ts'
import { lefthookByHand, lefthookInTheWay, lefthookSkips, managerMissing } from './warnings.ts'

type Lefthook = NonNullable<HooksFacts['lefthook']>

/** Plans hooks that are lefthook's or nobody's yet: they go into lefthook's configuration. */
export function planLefthookHooks(lefthook: Lefthook, names: readonly HookName[]): HooksPlan {
  const { config, installed } = lefthook
  const there = hooksWithCasebook(lefthook, names)
  const missing = names.filter((name) => !there.includes(name))
  const steps = planLefthook(lefthook, missing)
  const warnings = names.flatMap((name) => {
    const settings = skippingSettings(config, name)
    return settings.length > 0 ? [lefthookSkips(config.path, name, settings)] : []
  })
  if (steps === null)
    return joinPlans([{ warnings: [lefthookByHand(config.path, lefthookLines(config.path, missing)), ...warnings] }])
  const isIdle = names.some((name) => !installed.includes(name))
  return joinPlans([{ steps, warnings }, isIdle ? installLefthook(lefthook) : {}])
}

function installLefthook({ install, inTheWay }: Lefthook): Partial<HooksPlan> {
  if (install === null) return { warnings: [managerMissing('lefthook')] }
  if (inTheWay.length > 0) return { warnings: [lefthookInTheWay(inTheWay)] }
  return { steps: [{ do: 'run', command: install, for: 'lefthook' }] }
}
