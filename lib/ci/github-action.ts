import type { CiFacts } from './facts.ts'

/** Renders the steps that every job shares as an action of the repository: node, the product, casebook. */
export const renderGithubAction = (
  facts: CiFacts,
): string => `# Written by casebook init --ci github. It is yours to change.
name: casebook
description: Sets up node and casebook and, where asked, the product

inputs:
  product:
    description: '"true" also installs what the product needs to answer; jobs that may write to the repository do without'
    default: 'true'

runs:
  using: composite
  steps:
${nodeStep(facts)}${pythonStep(facts)}${productStep(facts)}    - name: Install casebook
      shell: bash
      env:
        PRODUCT: \${{ inputs.product }}
      run: |
        if [ "$PRODUCT" != true ] && grep -qs '"casebook"' package.json; then
          npm ci --ignore-scripts
        fi
        if [ -x node_modules/.bin/casebook ]; then
          echo "$PWD/node_modules/.bin" >> "$GITHUB_PATH"
          node_modules/.bin/casebook --version
        elif [ -n "\${CASEBOOK_PACKAGE:-}" ]; then
          # A folder of its own: npm builds no package of a repository where it installs with --global.
          npm install --no-audit --no-fund --prefix "$RUNNER_TEMP/casebook-package" "$CASEBOOK_PACKAGE"
          echo "$RUNNER_TEMP/casebook-package/node_modules/.bin" >> "$GITHUB_PATH"
          "$RUNNER_TEMP/casebook-package/node_modules/.bin/casebook" --version
        else
          echo '::error file=.github/workflows/casebook.yml,title=casebook is not installed::name what to install in CASEBOOK_PACKAGE, or add casebook to devDependencies'
          exit 1
        fi
`

/** A cache may hold what a pull request put there, so a job that may write takes none. */
function nodeStep({ node, nodeVersionFile }: CiFacts): string {
  const cache =
    node === null || node === 'none' ? [] : [`        cache: \${{ inputs.product == 'true' && '${node}' || '' }}`]
  const version = nodeVersionFile === null ? `node-version: '22'` : `node-version-file: ${nodeVersionFile}`
  return lines([
    ...(node === 'pnpm' ? ['    - uses: pnpm/action-setup@v4'] : []),
    '    - uses: actions/setup-node@v6',
    '      with:',
    `        ${version} # casebook needs 20.19 or later`,
    ...cache,
  ])
}

function pythonStep({ python, pythonVersionFile }: CiFacts): string {
  if (python === null) return ''
  const version = pythonVersionFile === null ? `python-version: '3.x'` : `python-version-file: ${pythonVersionFile}`
  return lines([
    `    - if: inputs.product == 'true'`,
    '      uses: actions/setup-python@v6',
    '      with:',
    `        ${version}`,
    '        cache: pip',
    `        cache-dependency-path: ${python}`,
  ])
}

function productStep({ node, python }: CiFacts): string {
  const commands = [...nodeInstall(node), ...pythonInstall(python)]
  if (commands.length === 0)
    return lines(["    # Here goes what the product needs to answer, with: if: inputs.product == 'true'"])
  return lines([
    `    - if: inputs.product == 'true'`,
    '      name: Install the product',
    '      shell: bash',
    '      run: |',
    ...commands.map((command) => `        ${command}`),
  ])
}

export function nodeInstall(node: CiFacts['node']): string[] {
  if (node === 'npm') return ['npm ci']
  if (node === 'pnpm') return ['pnpm install --frozen-lockfile']
  if (node === 'yarn') return ['yarn install --frozen-lockfile']
  return node === 'none' ? ['npm install --no-package-lock'] : []
}

export function pythonInstall(python: CiFacts['python']): string[] {
  if (python === null) return []
  return [python === 'requirements.txt' ? 'python -m pip install -r requirements.txt' : 'python -m pip install .']
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
