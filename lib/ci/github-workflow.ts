import { type CiFacts, SHARDS } from './facts.ts'
import { forEachSet } from './for-each-set.ts'

const NIGHTLY = '17 3 * * *'
const WEEKLY = '41 4 * * 0'

/**
 * Renders the workflow. What comes from outside (branch, tag, title) reaches a script only through the environment; no job that
 * runs the product may write; no secret is named.
 */
export const renderGithubWorkflow = ({
  folders,
  node,
}: CiFacts): string => `# Written by casebook init --ci github. It is yours to change.
#
# pull request   the set is valid, nothing left it without a note, fixed bugs have cases (title and text too); smoke tier
# every night    full tier, and the commit that broke each red case
# every Sunday   extended tier on ${SHARDS} machines, joined; an audit, and a pull request that moves cases between tiers
# pushed v* tag  its pin is verified, full tier
# by hand        full, extended, retier, or a release: casebook release at the chosen branch, the tag pushed by a job of its own
#
# Jobs that run the product can only read the repository. If your target needs a secret, give it to the step that runs it
# (env: {KEY: \${{ secrets.KEY }}}): GitHub hands none to a pull request from a fork, whose smoke tier then can't be told.
# The actions are GitHub's own${node === 'pnpm' ? " (pnpm's sets pnpm up)" : ''}, held at a major version; let Dependabot pin commits if your rules ask for it.
name: casebook

on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: the title becomes the message of a squash-merge
  push:
    tags: ['v*']
  schedule:
    - cron: '${NIGHTLY}'
    - cron: '${WEEKLY}'
  workflow_dispatch:
    inputs:
      what:
        description: What to run
        type: choice
        options: [full, extended, retier, release]
        default: full
      tag:
        description: The tag of a release, such as v1.4.0
        type: string
        default: ''

permissions:
  contents: read

concurrency:
  group: casebook-\${{ github.event_name }}-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

env:
  # What npm install takes. Casebook is not on the npm registry yet: name a commit of a repository that you
  # trust (github:<owner>/casebook#<40 hex digits>) or the URL of a tarball. Left empty, every job fails and says so;
  # a casebook in the project's devDependencies goes before it.
  CASEBOOK_PACKAGE: ''

jobs:
  pull-request:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
${checkout()}${recall()}      - uses: ./.github/actions/casebook
        id: casebook
      # Green verdicts of this very state (see target.inputs) stand for reuse.max_age. Each pull request has a cache of its own, and
      # one from a fork has none: what its earlier commits wrote there would not show in what is reviewed.
      - name: No verdicts of other runs
        run: rm -rf .git/casebook/verdicts && mkdir -p .git/casebook/verdicts
      - uses: actions/cache/restore@v5
        if: \${{ ${OWN} }}
        with:
          path: .git/casebook/verdicts
          key: ${VERDICTS}\${{ github.run_id }}-\${{ github.run_attempt }}
          restore-keys: ${VERDICTS}
      - name: The set, its law, and the links of fixed bugs
        run: casebook check --base "origin/$GITHUB_BASE_REF" --pull-request
      - name: Smoke tier
        id: smoke
        if: \${{ !cancelled() && steps.casebook.outcome == 'success' }}
        run: |
${script(folders, runCommand('smoke --reuse'))}      - uses: actions/cache/save@v5
        if: \${{ !cancelled() && steps.smoke.outcome != 'skipped' && ${OWN} }}
        with:
          path: .git/casebook/verdicts
          key: ${VERDICTS}\${{ github.run_id }}-\${{ github.run_attempt }}
${upload('casebook-pull-request')}
  full:
    if: github.event.schedule == '${NIGHTLY}' || inputs.what == 'full'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
${checkout()}${recall()}      - uses: ./.github/actions/casebook
      - name: Full tier
        run: |
${script(folders, runCommand('full --blame'))}${upload('casebook-full')}${keepHistory('full')}
  extended:
    if: github.event.schedule == '${WEEKLY}' || inputs.what == 'extended'
    runs-on: ubuntu-latest
    timeout-minutes: 120
    strategy:
      fail-fast: false # every shard is needed: a case that nobody asked is red
      matrix:
        shard: [${Array.from({ length: SHARDS }, (_, index) => index + 1).join(', ')}]
    steps:
${checkout()}      - uses: ./.github/actions/casebook
      - name: Shard of the extended tier
        env:
          SHARD: \${{ matrix.shard }}
          SHARDS: \${{ strategy.job-total }}
        run: |
${script(
  folders,
  (casebook, own) =>
    `${casebook} run --tier extended --shard "$SHARD/$SHARDS" --reporter text,json --output "$RUNNER_TEMP/casebook/${own}$SHARD.json"`,
)}${upload('casebook-shard-${{ matrix.shard }}')}${keepHistory('extended-${{ matrix.shard }}')}
  join:
    needs: extended
    if: \${{ !cancelled() && needs.extended.result != 'skipped' }}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
${checkout()}      - uses: ./.github/actions/casebook
        with:
          product: 'false'
      - uses: actions/download-artifact@v7
        with:
          pattern: casebook-shard-*
          merge-multiple: true
          path: \${{ runner.temp }}/shards
      - name: Extended tier, joined
        run: |
${script(
  folders,
  (casebook, own) =>
    `${casebook} run --join "$RUNNER_TEMP/shards/${own}"*.json --tier extended --reporter text,github,junit,html --output "$RUNNER_TEMP/casebook/${own}"`,
)}${upload('casebook-extended')}${keepHistory('join')}
  history:
    needs: [full, extended, join]
    if: \${{ !cancelled() && (needs.full.result != 'skipped' || needs.extended.result != 'skipped') }}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write # pushes refs/casebook/history; runs nothing of the product
    steps:
      - uses: actions/checkout@v6
      - uses: ./.github/actions/casebook
        with:
          product: 'false'
      - uses: actions/download-artifact@v7
        with:
          pattern: history-*
          path: \${{ runner.temp }}/history
      - name: Share what the runs remember
        run: |
          for bundle in "$RUNNER_TEMP"/history/*/history.bundle; do
            if [ -f "$bundle" ]; then
              git fetch --quiet --force "$bundle" refs/casebook/history:refs/casebook/history
              casebook history push
            fi
          done

  # What history remembers moves cases, by a pull request for a person to merge. GitHub lets a workflow open one only where
  # Settings, Actions, "Allow GitHub Actions to create and approve pull requests" is on; else the branch casebook/retier is
  # there to open it from. What a workflow opens starts no other one: close and reopen it to have it checked.
  retier:
    needs: history
    if: \${{ !cancelled() && (github.event.schedule == '${WEEKLY}' || inputs.what == 'retier') }}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write # pushes the branch casebook/retier; runs nothing of the product
      pull-requests: write # opens the pull request
    env:
      GIT_AUTHOR_NAME: github-actions[bot]
      GIT_AUTHOR_EMAIL: 41898282+github-actions[bot]@users.noreply.github.com
      GIT_COMMITTER_NAME: github-actions[bot]
      GIT_COMMITTER_EMAIL: 41898282+github-actions[bot]@users.noreply.github.com
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0
      - uses: ./.github/actions/casebook
        with:
          product: 'false'
      - name: What the runs of everybody remember
        run: casebook history pull
      - name: Moves between tiers
        run: |
${script(folders, (casebook) => `${casebook} retier --commit`)}      - name: Pull request
        env:
          GH_TOKEN: \${{ github.token }}
        run: |
          if [ "$(git rev-list --count "$GITHUB_SHA..HEAD")" != 0 ]; then
            git push --quiet --force origin HEAD:refs/heads/casebook/retier
            if [ -z "$(gh pr list --head casebook/retier --state open --json number --jq '.[].number')" ]; then
              gh pr create --base "$GITHUB_REF_NAME" --head casebook/retier --title "$(git log -1 --format=%s)" --body "$(git log --reverse --format=%b "$GITHUB_SHA..HEAD")"
            fi
          fi
      - name: Audit
        if: \${{ !cancelled() }}
        run: |
${script(folders, (casebook) => `${casebook} audit --reporter markdown >> "$GITHUB_STEP_SUMMARY"`)}
  tag:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0
      - name: The tag itself, which a checkout may have flattened to its commit
        run: git fetch --quiet --force origin "refs/tags/$GITHUB_REF_NAME:refs/tags/$GITHUB_REF_NAME"
      - uses: ./.github/actions/casebook
      - name: The pin
        run: casebook verify "$GITHUB_REF_NAME"
      - name: Full tier
        if: \${{ !cancelled() }}
        run: |
${script(folders, runCommand('full'))}${upload('casebook-tag')}
  release:
    if: inputs.what == 'release'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    env:
      TAG: \${{ inputs.tag }}
      GIT_COMMITTER_NAME: github-actions[bot]
      GIT_COMMITTER_EMAIL: 41898282+github-actions[bot]@users.noreply.github.com
    steps:
${checkout()}      - uses: ./.github/actions/casebook
      - name: Gate and tag
        run: |
          git check-ref-format "refs/tags/$TAG"
          casebook release "$TAG"
          mkdir -p "$RUNNER_TEMP/release"
          git cat-file tag "refs/tags/$TAG" > "$RUNNER_TEMP/release/tag"
      - uses: actions/upload-artifact@v6
        with:
          name: release-tag
          path: \${{ runner.temp }}/release/
          overwrite: true

  # The tag as the gate wrote it, pushed where nothing of the product ran. A tag that a workflow pushes starts no other one.
  push-tag:
    needs: release
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write # pushes the tag
    env:
      TAG: \${{ inputs.tag }}
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0
      - uses: ./.github/actions/casebook
        with:
          product: 'false'
      - uses: actions/download-artifact@v7
        with:
          name: release-tag
          path: \${{ runner.temp }}/release
      - name: The tag
        run: git update-ref "refs/tags/$TAG" "$(git mktag < "$RUNNER_TEMP/release/tag")" ''
      - name: Verify
        run: casebook verify "$TAG"
      - name: Push
        run: git push origin "refs/tags/$TAG"
`

/** Of a branch of this very repository. */
const OWN = 'github.event.pull_request.head.repo.full_name == github.repository'
/** A key of a cache can't be written twice; what begins alike is found, the newest first. */
const VERDICTS = 'casebook-verdicts-${{ github.event.pull_request.number }}-'

/** Whole history: the law compares with the base. The token does not stay where the product could read it. */
const checkout = (): string => `      - uses: actions/checkout@v6
        with:
          fetch-depth: 0
          persist-credentials: false
`

/**
 * So that reports tell when a case was green last, and who broke it is looked for since then. No verdict hangs on it. It comes
 * before anything of the product is there, which could see the token else; a remote without history is none to fail for.
 */
const recall = (): string => `      - name: What earlier runs remember
        continue-on-error: true
        env:
          TOKEN: \${{ github.token }}
        run: |
          basic=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\\n')
          echo "::add-mask::$basic"
          count=\${GIT_CONFIG_COUNT:-0}
          export GIT_CONFIG_COUNT=$((count + 1))
          export "GIT_CONFIG_KEY_$count=http.$GITHUB_SERVER_URL/.extraheader" "GIT_CONFIG_VALUE_$count=AUTHORIZATION: basic $basic"
          git fetch --quiet --no-tags origin '+refs/casebook/*:refs/casebook/*'
`

const runCommand =
  (tier: string) =>
  (casebook: string, own: string): string =>
    `${casebook} run --tier ${tier} --reporter text,github,junit --output "$RUNNER_TEMP/casebook/${own}"`

const script = (folders: readonly string[], command: (casebook: string, own: string) => string): string =>
  forEachSet(folders, command)
    .map((line) => `          ${line}\n`)
    .join('')

const upload = (name: string): string => `      - uses: actions/upload-artifact@v6
        if: \${{ !cancelled() }}
        with:
          name: ${name}
          path: \${{ runner.temp }}/casebook/
          if-no-files-found: ignore
          overwrite: true
`

/** History leaves the machine as a bundle: the job that pushes it runs nothing of the product. */
const keepHistory = (name: string): string => `      - name: Keep what history remembers
        if: \${{ !cancelled() }}
        run: |
          if git rev-parse --quiet --verify refs/casebook/history > /dev/null; then
            git bundle create --quiet "$RUNNER_TEMP/history.bundle" refs/casebook/history
          fi
      - uses: actions/upload-artifact@v6
        if: \${{ !cancelled() }}
        with:
          name: history-${name}
          path: \${{ runner.temp }}/history.bundle
          if-no-files-found: ignore
          overwrite: true
`
