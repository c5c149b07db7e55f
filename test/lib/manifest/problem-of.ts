import { Problem } from '../../../lib/problem.ts'

/** Returns the problem that an action throws, as far as tests read it. */
export function problemOf(action: () => unknown): Pick<Problem, 'kind' | 'code' | 'message' | 'hints' | 'id'> {
  try {
    action()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { kind, code, message, hints, id } = error
    return { kind, code, message, hints, id }
  }
  throw new Error('nothing was thrown')
}
