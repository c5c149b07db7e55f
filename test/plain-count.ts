import type { Reporter, TestModule } from 'vitest/node'

/** Ends the run with one plain line that any continuous integration can count: `N passed, N failed, N skipped`. */
export default class PlainCount implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const one of module.children.allTests()) count[one.result().state]++
      if (module.errors().length > 0) count.failed++
    }
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`)
  }
}
