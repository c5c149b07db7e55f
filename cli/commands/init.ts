import { PROVIDERS } from '../../lib/ci/facts.ts'
import type { InitDocument, UninstallDocument } from '../../lib/flow/init-repo.ts'
import { HOOK_NAMES, type HookName } from '../../lib/init/hook-script.ts'
import { invalid } from '../../lib/problem.ts'
import { defineCommand } from '../command.ts'
import { distFolder } from '../dist-folder.ts'
import { EXIT } from '../exit.ts'
import type { Shell } from '../shell.ts'

export const init = defineCommand({
  usage: 'init',
  about: 'Set up this repository: configuration, folders, hooks',
  examples: [
    ['init --dry-run', 'show what it would do'],
    ['init', 'do it; twice does nothing more'],
    ['init --ci github', 'a workflow for pull requests, nights, weeks and releases too'],
    ['init --uninstall', 'take back what it wrote'],
  ],
  flags: (y) =>
    y
      .option('dry-run', { type: 'boolean', default: false, describe: 'Change nothing' })
      .option('hook', { choices: HOOK_NAMES, array: true, describe: 'Only this hook; default both' })
      .option('ci', { choices: PROVIDERS, describe: 'Also write jobs for this CI service' })
      .option('uninstall', { type: 'boolean', default: false, describe: 'Take back what init wrote in this clone' }),
  run: async (flags, shell) => {
    const { initRepo, uninstall } = await import('../../lib/flow/init-repo.ts')
    const ports = await shell.ports()
    if (flags.uninstall) {
      if (flags['dry-run'])
        throw invalid('usage', '--uninstall has no --dry-run', {
          hints: ['casebook init --uninstall names what it takes back and what it keeps'],
        })
      const document = await uninstall(ports)
      shell.answer(document, { json: flags.json, text: () => renderUninstall(document) })
      return EXIT.yes
    }
    const { writeHooks } = await import('../../hooks/install/simple-git-hooks.ts')
    const hooks = (flags.hook ?? HOOK_NAMES) as readonly HookName[]
    const request = { baked: bakedPaths(), hooks, dryRun: flags['dry-run'], ci: flags.ci ?? null }
    const document = await initRepo(ports, request, writeHooks)
    if (!flags.json) {
      tellForeign(document, shell)
      tellByHand(document, shell)
    }
    shell.answer(document, { json: flags.json, text: () => renderInit(document) })
    return EXIT.yes
  },
})

/** This very node and this very casebook. */
const bakedPaths = () => ({ node: process.execPath, dist: distFolder() })

function tellForeign({ foreign }: InitDocument, shell: Shell): void {
  for (const { name, line } of foreign)
    shell.tell(
      `${shell.paint.yellow('warning:')} there is a ${name} hook that casebook did not write; it is left as it is\n${shell.paint.dim('hint:')} add this line to it, before anything that reads its input:\n  ${line}\n`,
    )
}

function tellByHand({ by_hand }: InitDocument, shell: Shell): void {
  for (const { path, line } of by_hand)
    shell.tell(
      `${shell.paint.yellow('warning:')} there is a ${path} that casebook did not write; it is left as it is\n${shell.paint.dim('hint:')} add to it:\n  ${line.trim()}\n`,
    )
}

function renderInit({ steps, dry_run, foreign, by_hand }: InitDocument): string {
  if (steps.length === 0)
    return foreign.length + by_hand.length > 0 ? 'nothing else to do\n' : 'everything is set up already\n'
  const lines = steps.map((step) => {
    if (step.do === 'hook') return `hook      ${step.name}`
    if (step.do === 'config') return `config    ${step.key} ${step.value}`
    return `${step.do === 'write' ? 'file     ' : 'lines in '} ${step.path}`
  })
  const next = steps.some((step) => step.do === 'write' && step.path === 'casebook.yaml')
    ? 'next: fill in target in casebook.yaml, then commit\n'
    : ''
  const install = steps.some((step) => step.do === 'write' && /casebook\.yml$/.test(step.path))
    ? 'next: say in CASEBOOK_PACKAGE what CI installs; until then its jobs fail and say so\n'
    : ''
  return `${dry_run ? 'would write' : 'wrote'}\n${lines.map((line) => `  ${line}\n`).join('')}${next}${install}`
}

const renderUninstall = ({ removed, kept }: UninstallDocument): string =>
  removed.map((one) => `removed ${one}\n`).join('') +
    kept.map((one) => `kept ${one}: it was changed since\n`).join('') || 'nothing to take back\n'
