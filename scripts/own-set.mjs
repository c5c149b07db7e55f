// Casebook's own regression set: valid, and its smoke tier green. Part of `npm run check`.
import { spawnSync } from 'node:child_process'

const top = new URL('..', import.meta.url).pathname
for (const args of [['check'], ['run']]) {
  const { status } = spawnSync(process.execPath, ['dist/main.cjs', ...args], { cwd: top, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 70)
}
