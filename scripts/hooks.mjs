// Installs casebook's own hooks in this clone: `npm run hooks`. Not part of `prepare`: a clone is not changed unasked.
// Arguments go to `casebook init`, e.g. `npm run hooks -- --hook commit-msg`.
import { spawnSync } from 'node:child_process'

const top = new URL('..', import.meta.url).pathname
const { status } = spawnSync(process.execPath, ['dist/main.cjs', 'init', ...process.argv.slice(2)], {
  cwd: top,
  stdio: 'inherit',
})
process.exit(status ?? 70)
