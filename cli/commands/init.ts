import { PROVIDERS } from '../../lib/ci/facts.ts'
import type { InitDocument } from '../../lib/flow/init-repo.ts'
import { bakedPaths, HOOK_NAMES, type HookName } from '../../lib/init/hook-script.ts'
import { defineCommand } from '../command.ts'
import { distFolder } from '../dist-folder.ts'
import { EXIT } from '../exit.ts'
import { renderConcerns, renderInit, renderUninstall } from '../print-init.ts'
import type { Shell } from '../shell.ts'

export const init = defineCommand({
  usage: 'init',
  about: 'Set up this repository: configuration, folders, hooks',
  examples: [
    ['init --dry-run', 'show every line it would write'],
    ['init', 'do it; twice does nothing more'],
    ['init --ci github', 'a workflow for pull requests, nights, weeks and releases too'],
    ['init --codeowners @acme/quality', 'let these people guard the set'],
    ['-C services/billing init', "set up a package's own set in a monorepo"],
    ['init --uninstall', 'take back what it wrote'],
  ],
  flags: (y) =>
    y
      .option('dry-run', { type: 'boolean', default: false, describe: 'Change nothing; show every line' })
      .option('yes', { type: 'boolean', alias: 'y', default: false, describe: 'Ask nothing on a terminal' })
      .option('hook', { choices: HOOK_NAMES, array: true, describe: 'Only this hook; default both' })
      .option('ci', { choices: PROVIDERS, describe: 'Also write jobs for this CI service' })
      .option('here', { type: 'boolean', default: false, describe: 'A set of its own for this folder' })
      .option('codeowners', { type: 'string', requiresArg: true, describe: 'Owners that guard the set: @org/team' })
      .option('uninstall', { type: 'boolean', default: false, describe: 'Take back what init wrote in this clone' }),
  run: async (flags, shell) => {
    const { initRepo, uninstall } = await import('../../lib/flow/init-repo.ts')
    const ports = await shell.ports()
    if (flags.uninstall) {
      const document = await uninstall(ports, flags['dry-run'])
      shell.answer(document, { json: flags.json, text: () => renderUninstall(document) })
      return EXIT.yes
    }
    const { writeHooks } = await import('../../hooks/install/simple-git-hooks.ts')
    const asks = shell.interactive && !flags.yes && !flags.json
    const request = {
      baked: bakedPaths(process.execPath, distFolder()),
      hooks: (flags.hook ?? HOOK_NAMES) as readonly HookName[],
      dryRun: flags['dry-run'],
      owners: flags.codeowners ?? null,
      here: flags.here,
      ci: flags.ci ?? null,
      ...(asks ? { confirm: (plan: InitDocument) => confirmPlan(plan, shell) } : {}),
    }
    const document = await initRepo(ports, request, writeHooks)
    if (!flags.json) shell.tell(renderConcerns(document, shell.paint))
    const isRefused = document.dry_run && !flags['dry-run']
    shell.answer(document, {
      json: flags.json,
      text: () => (isRefused ? 'nothing was changed\n' : renderInit(document)),
    })
    return EXIT.yes
  },
})

/** A person sees what will be done before it is. */
async function confirmPlan(plan: InitDocument, shell: Shell): Promise<boolean> {
  shell.tell(renderInit(plan, false))
  const { confirm } = await import('@inquirer/prompts')
  return confirm({ message: 'do it?' })
}
