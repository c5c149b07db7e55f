import { delimiter, dirname } from 'node:path'
import type { Environment } from '../../lib/ports.ts'

/** What the demo's processes take over from the session that they are started in; all else stays outside. */
const KEPT = [
  'TMPDIR',
  'TMP',
  'TEMP',
  'TZ',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'GIT_EXEC_PATH',
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_DATE',
  'SOURCE_DATE_EPOCH',
  'CASEBOOK_DEBUG',
]

/** The environment of the demo's processes: the user's programs, this node besides, and nothing of their git settings or hooks. */
export function demoEnvironment(env: Environment, folder: string, node: string): Record<string, string> {
  const kept = KEPT.flatMap((name) => (env[name] ? [[name, env[name]]] : []))
  return {
    ...Object.fromEntries(kept),
    // Last, so that the user's git stays the one that runs: node's folder may hold another.
    PATH: [env['PATH'] || '/usr/bin:/bin', dirname(node)].join(delimiter),
    // Git before 2.32 knows no GIT_CONFIG_GLOBAL and looks here.
    HOME: folder,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: folder,
    GIT_TERMINAL_PROMPT: '0',
    // An editor that fails: nothing in the story opens one.
    GIT_EDITOR: 'false',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  }
}
