import type { Json } from '../case/types.ts'
import type { Ports } from '../ports.ts'
import type { Asked } from '../target/types.ts'
import { findConfig } from './find-config.ts'
import { openTarget } from './open-target.ts'

/** Asks the product of the work tree one input and closes it again. */
export async function askOnce(ports: Ports, input: Json): Promise<Asked> {
  const config = await findConfig(ports, { at: 'worktree' })
  const target = openTarget(ports, config, ports.git.top!)
  try {
    return await target.ask({ id: 'ask', input, attempt: 1 })
  } finally {
    await target.close()
  }
}
