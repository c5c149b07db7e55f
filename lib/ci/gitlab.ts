import { type CiFacts, GITLAB_JOBS, SHARDS } from './facts.ts'
import { forEachSet } from './for-each-set.ts'
import { nodeInstall, pythonInstall } from './github-action.ts'

/** The lines that make a pipeline take the jobs in. */
export const GITLAB_INCLUDE = `include:\n  - local: ${GITLAB_JOBS}\n`

/** Renders the jobs for GitLab CI. What comes from outside reaches a script only as a variable, and always in quotes. */
export const renderGitlabJobs = (
  facts: CiFacts,
): string => `# Written by casebook init --ci gitlab. It is yours to change.
#
# merge request  the set is valid, nothing left it without a note, fixed bugs have cases (title and text too); smoke tier
# schedule       with the variable CASEBOOK=full: full tier, and the commit that broke each red case;
#                with CASEBOOK=extended: extended tier on ${SHARDS} machines, joined;
#                with CASEBOOK=retier: an audit, and a merge request that moves cases between tiers by history
# pushed v* tag  its pin is verified, full tier
# by hand        a new pipeline with the variable CASEBOOK_RELEASE=v1.4.0: casebook release at that branch, its tag pushed
#
# Jobs push history and tags with their own job token: allow it under Settings, CI/CD, Job token permissions. Secrets of the
# target belong into protected variables, which merge requests from forks do not get.

.casebook:
  image: node:22
  interruptible: true
  variables:
    GIT_DEPTH: '0' # the law compares with the base
    # What npm install takes. Casebook is not on the npm registry yet: name a commit of a repository that you
    # trust or the URL of a tarball. Left empty, every job fails and says so; one in devDependencies goes before it.
    CASEBOOK_PACKAGE: ''
${cache(facts)}  before_script:
${before(facts)}
# GitLab cuts a description of more than 2700 characters off; then this can't be told (exit 3), and says so.
casebook:merge-request:
  extends: .casebook
  timeout: 20 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - casebook check --base "\${CI_MERGE_REQUEST_TARGET_BRANCH_SHA:-$CI_MERGE_REQUEST_DIFF_BASE_SHA}" --pull-request

# Green verdicts of this very state (see target.inputs) stand for reuse.max_age. Each merge request has a cache of its own, and
# one from a fork believes none: what its earlier commits wrote there would not show in what is reviewed.
casebook:smoke:
  extends: .casebook
  timeout: 20 minutes
  cache:
${packageCache(facts, '    - ', '      ')}    - key: casebook-verdicts-$CI_MERGE_REQUEST_IID
      paths: [.cache/casebook/]
      when: always
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID
      variables:
        CASEBOOK_REUSE: --reuse
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - casebook history pull || true # so that reports tell when a case was green last
    - mkdir -p .cache/casebook .git/casebook && rm -rf .git/casebook/verdicts
    - cp -R .cache/casebook .git/casebook/verdicts
${script(facts.folders, runCommand('smoke $CASEBOOK_REUSE'))}  after_script:
    - rm -rf .cache/casebook && cp -R .git/casebook/verdicts .cache/casebook
${reports()}
casebook:full:
  extends: .casebook
  interruptible: false
  timeout: 1 hour
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $CASEBOOK == "full"
    - if: $CI_COMMIT_TAG =~ /^v/
  script:
    - casebook history pull || true
${script(facts.folders, runCommand('full --blame'))}${shareHistory('$CI_COMMIT_TAG')}${reports()}
casebook:extended:
  extends: .casebook
  interruptible: false
  timeout: 2 hours
  parallel: ${SHARDS}
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $CASEBOOK == "extended"
  script:
${script(
  facts.folders,
  (casebook, own) =>
    `${casebook} run --tier extended --shard "$CI_NODE_INDEX/$CI_NODE_TOTAL" --reporter text,json --output "$CI_PROJECT_DIR/.casebook/${own}$CI_NODE_INDEX.json"`,
)}${shareHistory()}  artifacts:
    when: always # a case that nobody asked is red, so the join wants every shard
    paths: [.casebook/]

casebook:join:
  extends: .casebook
  timeout: 15 minutes
  needs: ['casebook:extended']
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $CASEBOOK == "extended"
      when: always
  script:
${script(
  facts.folders,
  (casebook, own) =>
    `${casebook} run --join "$CI_PROJECT_DIR/.casebook/${own}"[0-9]*.json --tier extended --reporter text,junit,html --output "$CI_PROJECT_DIR/.casebook/${own}"`,
)}${shareHistory()}${reports()}
# The merge request is for a person to merge. Pushes with a job token start no pipeline: run its pipeline by hand.
casebook:retier:
  extends: .casebook
  interruptible: false
  timeout: 15 minutes
  variables:
    GIT_AUTHOR_NAME: casebook
    GIT_AUTHOR_EMAIL: casebook@noreply.$CI_SERVER_HOST
    GIT_COMMITTER_NAME: casebook
    GIT_COMMITTER_EMAIL: casebook@noreply.$CI_SERVER_HOST
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $CASEBOOK == "retier"
  script:
    - casebook history pull
${each(facts.folders, (casebook) => `${casebook} retier --commit`)}    - |
      if [ "$(git rev-list --count "$CI_COMMIT_SHA..HEAD")" != 0 ]; then
        git push --quiet --force -o merge_request.create -o "merge_request.target=$CI_DEFAULT_BRANCH" -o "merge_request.title=$(git log -1 --format=%s)" origin HEAD:refs/heads/casebook/retier
      fi
${each(facts.folders, (casebook) => `${casebook} audit`)}
casebook:tag:
  extends: .casebook
  timeout: 15 minutes
  rules:
    - if: $CI_COMMIT_TAG =~ /^v/
  script:
    - casebook verify "$CI_COMMIT_TAG"

casebook:release:
  extends: .casebook
  interruptible: false
  timeout: 1 hour
  variables:
    GIT_COMMITTER_NAME: casebook
    GIT_COMMITTER_EMAIL: casebook@noreply.$CI_SERVER_HOST
  rules:
    - if: $CASEBOOK_RELEASE && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - git check-ref-format "refs/tags/$CASEBOOK_RELEASE"
    - casebook release "$CASEBOOK_RELEASE"
    - git push origin "refs/tags/$CASEBOOK_RELEASE"
`

function cache(facts: CiFacts): string {
  const lines = packageCache(facts, '    ', '    ')
  return lines === '' ? '' : `  cache:\n${lines}`
}

/** What package managers keep; empty where there is none. */
function packageCache({ node, python }: CiFacts, first: string, rest: string): string {
  const lock = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock', none: null }[node ?? 'none']
  const keys = [lock, python].filter((file) => file !== null)
  if (keys.length === 0) return ''
  return lines([
    `${first}key:`,
    `${rest}  files: [${keys.slice(0, 2).join(', ')}]`,
    `${rest}paths: [.npm/, .cache/pip/]`,
  ])
}

function before({ node, python }: CiFacts): string {
  const product = [
    ...(node === 'pnpm' ? ['npm install --global pnpm'] : []),
    ...(node === 'npm' ? ['npm ci --cache .npm --prefer-offline'] : nodeInstall(node)),
    ...(python === null ? [] : pythonSetup(python)),
  ]
  return lines([
    // What lies about and is not ignored would make every run one of uncommitted changes.
    "    - mkdir -p .git/info && printf '/.npm/\\n/.cache/\\n/.casebook/\\n' >> .git/info/exclude",
    ...product.map((command) => `    - ${command}`),
    ...(product.length === 0 ? ['    # Here goes what the product needs to answer.'] : []),
    '    - |',
    '      if [ -x node_modules/.bin/casebook ]; then',
    '        ln -sf "$PWD/node_modules/.bin/casebook" /usr/local/bin/casebook',
    '      elif [ -n "$CASEBOOK_PACKAGE" ]; then',
    '        # A folder of its own: npm builds no package of a repository where it installs with --global.',
    '        npm install --no-audit --no-fund --prefix /opt/casebook "$CASEBOOK_PACKAGE"',
    '        ln -sf /opt/casebook/node_modules/.bin/casebook /usr/local/bin/casebook',
    '      else',
    `        echo "casebook is not installed: name what to install in CASEBOOK_PACKAGE (${GITLAB_JOBS}), or add it to devDependencies" >&2`,
    '        exit 1',
    '      fi',
    '    - casebook --version',
  ])
}

/** Outside of the work tree: what lies in it and is not ignored would make the run one of uncommitted changes. */
const pythonSetup = (python: CiFacts['python']): string[] => [
  'apt-get update -qq && apt-get install -y -qq python3-venv',
  'python3 -m venv /opt/venv && export PATH="/opt/venv/bin:$PATH" PIP_CACHE_DIR="$CI_PROJECT_DIR/.cache/pip"',
  ...pythonInstall(python),
]

const runCommand =
  (tier: string) =>
  (casebook: string, own: string): string =>
    `${casebook} run --tier ${tier} --reporter text,junit --output "$CI_PROJECT_DIR/.casebook/${own}junit.xml"`

const script = (folders: readonly string[], command: (casebook: string, own: string) => string): string =>
  lines(['    - |', ...forEachSet(folders, command).map((line) => `      ${line}`)])

/** One line a set: the shell that GitLab runs stops at the first that fails. */
const each = (folders: readonly string[], command: (casebook: string) => string): string =>
  lines(folders.flatMap((folder) => forEachSet([folder], command)).map((line) => `    - ${line}`))

/** After the script, whatever came of it; a history that can't be shared takes nothing from a verdict. */
const shareHistory = (unless?: string): string =>
  lines(['  after_script:', `    - ${unless ? `test -n "${unless}" || ` : ''}casebook history push`])

const reports = (): string =>
  lines([
    '  artifacts:',
    '    when: always',
    '    paths: [.casebook/]',
    '    reports:',
    "      junit: ['.casebook/**/junit.xml']",
  ])

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
