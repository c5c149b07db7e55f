import { findBlocks } from '../init/block.ts'
import { CODEOWNERS_PLACES } from '../init/codeowners.ts'
import { HOOK_NAMES } from '../init/hook-script.ts'
import type { Ports } from '../ports.ts'
import type { ConfigEntry, FileEntry } from './init-record.ts'
import { fullPath } from './read-text.ts'

/** Where nobody remembers what was done here: what the markers tell. */
export async function markedEntries(ports: Ports): Promise<FileEntry[]> {
  const husky = HOOK_NAMES.map((name) => `.husky/${name}`)
  const lefthook = [
    'lefthook.yml',
    'lefthook.yaml',
    '.lefthook.yml',
    '.lefthook.yaml',
    'lefthook.toml',
    '.lefthook.toml',
  ]
  const entries: FileEntry[] = []
  for (const path of ['.gitattributes', ...CODEOWNERS_PLACES, ...husky, ...lefthook]) {
    const bytes = await ports.files.read(fullPath(ports, path))
    const blocks = bytes === null ? [] : findBlocks(Buffer.from(bytes).toString('utf8'))
    for (const { text, intact } of blocks)
      entries.push({ path, before: null, mode: null, after: null, added: intact ? [text] : ['\0'] })
  }
  return entries
}

/** The refspecs of remotes, likewise. */
export async function markedConfigs(ports: Ports): Promise<ConfigEntry[]> {
  const names = await ports.git.remotes()
  const refspecs = names.map((name) => ({
    key: `remote.${name}.fetch`,
    value: `+refs/casebook/*:refs/casebook-remotes/${name}/*`,
  }))
  return refspecs
}
