import { BROKEN, FIXED, makeSandbox, RIGHT, type Sandbox, type SandboxOptions } from './sandbox.ts'

/** One case, committed and pushed, with the hooks in place. */
export async function aGuarded(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await makeSandbox({ hooks: true, ...options })
  await sandbox.addCase()
  await sandbox.commit('A case')
  await sandbox.git('push', '-q', '--no-verify', 'origin', 'main')
  return sandbox
}

export async function commitBroken(sandbox: Sandbox): Promise<string> {
  await sandbox.rules(BROKEN)
  return sandbox.commit('Tidy up the answers')
}

export async function commitFixed(sandbox: Sandbox, what = 'day 50'): Promise<string> {
  await sandbox.rules([...FIXED, { when: what, say: RIGHT }])
  return sandbox.commit('Answer more')
}
