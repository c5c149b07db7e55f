import { basename, join } from 'node:path'
import { runGit } from '../../lib/adapters/run-git.ts'
import type { Environment } from '../../lib/ports.ts'
import { makePaint } from '../../lib/report/paint.ts'
import { distFolder } from '../dist-folder.ts'
import type { Shell } from '../shell.ts'
import { renderCommandLine } from './command-line.ts'
import { demoEnvironment } from './environment.ts'
import { openFolder } from './folder.ts'
import { type DemoStep, Stage } from './stage.ts'
import { playStory } from './story.ts'

/** The document of a demo. */
export interface DemoDocument {
  readonly format: 'casebook-demo/1'
  /** Absolute path of the folder that it leaves. */
  readonly folder: string
  readonly steps: readonly DemoStep[]
  /** True when the whole story went as told. */
  readonly ok: boolean
}

/** Plays the demo and shows it, or answers with its document. A story that goes otherwise is a `Problem`. */
export async function playDemo({ dir, json }: { dir: string | undefined; json: boolean }, shell: Shell): Promise<void> {
  await runGit(['--version'], { cwd: '/', env: shell.env })
  const stage = openStage(await openFolder(dir, shell.cwd), json, shell)
  const answer = (ok: boolean): void => {
    const document: DemoDocument = { format: 'casebook-demo/1', folder: stage.folder, steps: stage.steps, ok }
    if (json) shell.answer(document, { json, text: () => '' })
  }
  try {
    const id = await playStory(stage)
    if (!json) shell.say(renderEnd(stage, id, calledAs(process.argv[1] ?? '', shell.env)))
  } catch (error) {
    answer(false)
    throw error
  }
  answer(true)
}

function openStage(folder: string, json: boolean, shell: Shell): Stage {
  const dist = distFolder()
  return new Stage({
    folder,
    product: join(dist, 'demo'),
    casebook: join(dist, 'main.cjs'),
    node: process.execPath,
    env: demoEnvironment(shell.env, folder, process.execPath),
    paint: makePaint(Boolean(process.stdout.isTTY) && !shell.env['NO_COLOR'] && shell.env['TERM'] !== 'dumb'),
    tell: json ? () => {} : shell.say,
  })
}

function renderEnd({ folder, shop }: Stage, id: string, casebook: readonly string[]): string {
  const next = [
    ['git', '-C', shop, 'log', '--stat'],
    [...casebook, '-C', shop, 'list'],
    [...casebook, '-C', shop, 'show', id],
  ]
  return `That is the whole story. All of it is left in ${folder}\nLook into it:\n${next.map((command) => `  ${renderCommandLine(command)}\n`).join('')}`
}

/** How this casebook was called, so that what the end shows can be typed as it stands. */
function calledAs(script: string, env: Environment): readonly string[] {
  if (basename(script) !== 'casebook') return ['node', script]
  return env['npm_command'] === 'exec' ? ['npx', 'casebook'] : ['casebook']
}
