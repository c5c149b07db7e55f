import { spawn } from 'node:child_process'
import { invalid } from '../problem.ts'
import { runGit } from './run-git.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Whether the environment names an editor, which then may need no terminal. */
export const hasEditor = (env: Environment): boolean => Boolean(env['GIT_EDITOR'] || env['VISUAL'] || env['EDITOR'])

/** Opens the editor that git would open (GIT_EDITOR, core.editor, VISUAL, EDITOR, vi) on a file, and waits until it is closed. */
export async function openEditor(path: string, cwd: string, env: Environment): Promise<void> {
  const asked = await runGit(['var', 'GIT_EDITOR'], { cwd, env })
  const editor = asked.out.toString().trim()
  if (asked.code !== 0 || editor === '')
    throw invalid('no-editor', 'there is no editor to open', { hints: ['export EDITOR=<editor>'] })
  const code = await run(editor, path, cwd, env)
  if (code !== 0)
    throw invalid('editor', `the editor "${editor}" ended with ${code === null ? 'a signal' : `exit ${code}`}`, {
      hints: ['export EDITOR=<editor>'],
    })
}

/** As git does, through the shell: the variable may hold arguments. Standard output is ours, for the result. */
function run(editor: string, path: string, cwd: string, env: Environment): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `${editor} "$@"`, editor, path], {
      cwd,
      env: env as NodeJS.ProcessEnv,
      stdio: ['inherit', process.stdout.isTTY ? 'inherit' : 2, 'inherit'],
    })
    child.on('error', reject)
    child.on('close', (code) => resolve(code))
  })
}
