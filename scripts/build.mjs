// Builds dist/: the command line as ESM in lazily loaded parts, the hooks as one small CommonJS file, the published schemas.
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
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
  entryPoints: { main: 'cli/main.ts' },
  alias: { 'string-width': './cli/plain-width.ts' },
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
})
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
chmodSync('dist/main.js', 0o755)
