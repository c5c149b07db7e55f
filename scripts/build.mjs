// Builds dist/: the command line as one bundle with V8's compiled code, the hook as one small file, the published schemas.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

process.chdir(new URL('..', import.meta.url).pathname)

/** Cached cases are trusted only by builds that read cases the same way. */
function readerFingerprint() {
  const hash = createHash('sha256')
  for (const folder of ['lib/case', 'lib/config', 'lib/schema', 'lib/schema/generated'])
    for (const file of readdirSync(folder).sort())
      if (/\.(ts|js)$/.test(file)) hash.update(readFileSync(`${folder}/${file}`))
  return hash.digest('hex').slice(0, 12)
}

const shared = {
  bundle: true,
  minify: true,
  keepNames: false,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  define: { __READER__: JSON.stringify(readerFingerprint()) },
  external: ['blake3-wasm', 'simple-git-hooks', 'isomorphic-git', 'ajv', '@secretlint/*', '@inquirer/prompts'],
}

rmSync('dist', { recursive: true, force: true })
mkdirSync('dist/schema', { recursive: true })
await build({
  ...shared,
  entryPoints: { casebook: 'cli/main.ts' },
  alias: { 'string-width': './cli/plain-width.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { ...shared.define, 'import.meta.url': '__url' },
  // Code that V8 compiled before knows no import(): what stays outside the bundle is required.
  supported: { 'dynamic-import': false },
  banner: { js: "const __url=require('node:url').pathToFileURL(__filename).href;" },
})
cpSync('scripts/loader.cjs', 'dist/main.cjs')
await build({
  ...shared,
  entryPoints: { hook: 'hooks/entry.ts', readers: 'hooks/readers.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: [...shared.external, './readers.cjs'],
})
for (const file of readdirSync('lib/schema'))
  if (file.endsWith('.schema.json')) cpSync(`lib/schema/${file}`, `dist/schema/${file}`)
cpSync('cli/demo/product', 'dist/demo', { recursive: true })
chmodSync('dist/main.cjs', 0o755)
keepCompiledCode()

/** Runs casebook once in a scratch repository and keeps what V8 compiled; without git there is only less to keep. */
function keepCompiledCode() {
  const folder = mkdtempSync(join(tmpdir(), 'casebook-build-'))
  const worker =
    "require('node:readline').createInterface({input:process.stdin}).on('line',l=>console.log(JSON.stringify({id:JSON.parse(l).id,output:'b'})))"
  const id = 'reg-2026-01-01-000000'
  try {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', CASEBOOK_BUILD_WRITES_CODE: '1' }
    for (const name of Object.keys(env)) if (/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX)$/.test(name)) delete env[name]
    spawnSync('git', ['init', '-q', folder], { env })
    mkdirSync(join(folder, 'evals/data/regression/smoke'), { recursive: true })
    writeFileSync(
      join(folder, 'casebook.yaml'),
      `target:\n  command: ${JSON.stringify([process.execPath, '-e', worker])}\n`,
    )
    writeFileSync(
      join(folder, `evals/data/regression/smoke/${id}.yaml`),
      `id: ${id}\ntitle: t\ncategory: invariant\ncaptured_by: a\ncaptured_at: "2026-01-01"\ninput: a\nexpected_output: b\n`,
    )
    spawnSync(process.execPath, [resolve('dist/main.cjs'), 'run'], { cwd: folder, env, stdio: 'ignore' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
