// Builds dist/: the command line and the push hook, a bundle each with V8's compiled code, the hook as one small file, the published schemas.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

process.chdir(new URL('..', import.meta.url).pathname)

function fingerprintOf(...folders) {
  const hash = createHash('sha256')
  for (const folder of folders)
    for (const file of readdirSync(folder).sort())
      if (/\.(ts|js)$/.test(file)) hash.update(readFileSync(`${folder}/${file}`))
  return hash.digest('hex').slice(0, 12)
}

/** What was kept of cases and of leaves is trusted only by builds that read them the same way. */
const LEAVES = fingerprintOf('lib/manifest', 'lib/set')
const READER = fingerprintOf(
  'lib/case',
  'lib/config',
  'lib/history',
  'lib/manifest',
  'lib/schema',
  'lib/schema/generated',
  'lib/set',
)

/** A verdict is reused only by builds that ask and judge the same way. */
function buildFingerprint() {
  const hash = createHash('sha256')
  for (const file of readdirSync('lib', { recursive: true }).sort())
    if (/\.(ts|js)$/.test(file)) hash.update(`${file}\n`).update(readFileSync(`lib/${file}`))
  return hash.update(readFileSync('package-lock.json')).digest('hex').slice(0, 16)
}

const shared = {
  bundle: true,
  minify: true,
  keepNames: false,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  define: {
    __READER__: JSON.stringify(READER),
    __LEAVES__: JSON.stringify(LEAVES),
    __BUILD__: JSON.stringify(buildFingerprint()),
  },
  external: ['blake3-wasm', 'simple-git-hooks', 'isomorphic-git', 'ajv', '@secretlint/*', '@inquirer/prompts'],
}

/**
 * Packages that few commands need, or only some of the time: each lies apart, so that a command that does without it reads
 * neither its code nor what V8 compiled of it.
 */
const APART = ['yargs', 'yaml', 'csv-parse/sync', 'picomatch', 'diff']
const fileOf = (name) => `${name.replaceAll('/', '-')}.cjs`

const requireApart = {
  name: 'require-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[a-z]/ }, ({ path, importer }) =>
      APART.includes(path) && !importer.includes('node_modules')
        ? { path: `./apart/${fileOf(path)}`, external: true }
        : undefined,
    ),
}

/** Code that V8 compiled before knows no import(): what stays outside the bundle is required. */
const compiledBefore = {
  ...shared,
  alias: { 'string-width': './cli/plain-width.ts' },
  format: 'cjs',
  define: { ...shared.define, 'import.meta.url': '__url' },
  supported: { 'dynamic-import': false },
  // What the loader calls: copying so much code into a function at each start would be felt.
  banner: {
    js: "(function (exports, require, module, __filename, __dirname) {const __url=require('node:url').pathToFileURL(__filename).href;",
  },
  footer: { js: '})' },
}

rmSync('dist', { recursive: true, force: true })
mkdirSync('dist/schema', { recursive: true })
await build({
  ...compiledBefore,
  entryPoints: { casebook: 'cli/main.ts', push: 'cli/pre-push.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  plugins: [requireApart],
})
for (const name of APART)
  await build({
    ...compiledBefore,
    stdin: { contents: `const it = require('${name}'); module.exports = it.default ?? it`, resolveDir: '.' },
    outfile: `dist/apart/${fileOf(name)}`,
  })
for (const file of ['casebook.cjs', 'push.cjs', ...APART.map((name) => `apart/${fileOf(name)}`)])
  if (/[^\0-\x7f]/.test(readFileSync(`dist/${file}`, 'utf8')))
    throw new Error(`dist/${file} is not ASCII: escape what a regular expression holds`)
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

/** Runs casebook in a scratch repository and keeps what V8 compiled, each run more; without git there is only less to keep. */
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
      `target:\n  command: ${JSON.stringify([process.execPath, '-e', worker])}\n  inputs: [casebook.yaml]\n`,
    )
    writeFileSync(
      join(folder, `evals/data/regression/smoke/${id}.yaml`),
      `id: ${id}\ntitle: t\ncategory: invariant\ncaptured_by: a\ncaptured_at: "2026-01-01"\ninput: a\nexpected_output: b\n`,
    )
    const git = (...args) =>
      spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a', ...args], { cwd: folder, env, encoding: 'utf8' })
    git('add', '-A')
    git('commit', '-q', '--no-verify', '-m', 'a')
    for (const line of ['run', 'check', 'list', 'manifest', 'manifest --at HEAD', 'manifest', 'manifest --at=HEAD'])
      spawnSync(process.execPath, [resolve('dist/main.cjs'), ...line.split(' ')], { cwd: folder, env, stdio: 'ignore' })
    const head = git('rev-parse', 'HEAD').stdout?.trim() ?? ''
    const input = `refs/heads/a ${head} refs/heads/a ${head.replace(/./g, '0')}\n`
    // What a push needs where nothing is asked is all that is kept of it.
    for (const CASEBOOK_BUILD_WRITES_CODE of ['0', '1'])
      spawnSync(process.execPath, [resolve('dist/main.cjs'), 'hook', 'pre-push', 'a', 'b'], {
        cwd: folder,
        env: { ...env, CASEBOOK_BUILD_WRITES_CODE },
        input,
      })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
