import { execFileSync } from 'node:child_process'

/** Builds the binary that script tests run, so that they never judge a stale one. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
}
