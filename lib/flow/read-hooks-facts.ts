import { basename, dirname, join } from 'node:path'
import type { ConfiguredHook, HookFile, HooksFacts, HuskyFacts, LefthookFacts, TextFile } from '../init/facts.ts'
import { type BakedPaths, HOOK_NAMES, type HookName } from '../init/hook-script.ts'
import type { Ports } from '../ports.ts'
import { placeOf, readText, readWhole, shownPath } from './read-text.ts'
import { runTool } from './run-tool.ts'

/** Reads who runs hooks in this clone, and what is there. */
export async function readHooksFacts(ports: Ports, { node }: BakedPaths): Promise<HooksFacts> {
  const folder = await ports.git.hooksFolder()
  const path = await askGit(ports, ['config', '--show-scope', '-z', '--get', 'core.hooksPath'])
  const packageJson = (await readText(ports, 'package.json')).text ?? ''
  const husky = await readHusky(ports, folder, path === '', packageJson, node)
  return {
    folder,
    shown: shownPath(ports, folder),
    place: await placeOf(ports, folder),
    scope: path === '' ? null : path.split('\0')[0]!,
    gitVersion: versionOf(await askGit(ports, ['version'])),
    files: await perHook((name) => readHook(ports, join(folder, name))),
    legacy: await perHook((name) => readHook(ports, join(folder, `${name}.legacy`))),
    configured: parseConfigured(await askGit(ports, ['config', '-z', '--get-regexp', '^hook\\.'])),
    husky,
    lefthook: husky === null ? await readLefthook(ports, folder) : null,
    simpleGitHooks: await usesSimpleGitHooks(ports, packageJson),
    launchers: await perHook((name) => readLauncher(ports, name)),
  }
}

const perHook = async <T>(read: (name: HookName) => Promise<T>): Promise<Record<HookName, T>> =>
  Object.fromEntries(await Promise.all(HOOK_NAMES.map(async (name) => [name, await read(name)]))) as Record<HookName, T>

/** What git prints; nothing where it has no answer. */
async function askGit(ports: Ports, args: readonly string[]): Promise<string> {
  const ran = await runTool(ports, { command: ['git', ...args], cwd: ports.git.top!, timeoutMs: 60_000 })
  return 'text' in ran ? ran.text : ''
}

function versionOf(text: string): readonly [number, number] {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(text) ?? []
  return [Number(major), Number(minor)]
}

/** Reads `git config -z --get-regexp`: key, line feed, value, NUL. The last command of a name counts, an empty event resets. */
export function parseConfigured(text: string): ConfiguredHook[] {
  const hooks = new Map<string, { command: string; events: string[]; isEnabled: boolean }>()
  for (const record of text.split('\0').filter(Boolean)) {
    const [key = '', ...rest] = record.split('\n')
    const [, name = '', field] = /^hook\.([\s\S]*)\.(\w+)$/.exec(key) ?? []
    const hook = hooks.get(name) ?? { command: '', events: [], isEnabled: true }
    const value = rest.join('\n')
    if (field === 'command') hook.command = value
    if (field === 'event') hook.events = value === '' ? [] : [...hook.events, value]
    if (field === 'enabled') hook.isEnabled = !/^(false|no|off|0)$/i.test(value)
    if (field !== undefined) hooks.set(name, hook)
  }
  return [...hooks].map(([name, hook]) => ({ name, ...hook }))
}

async function readHook(ports: Ports, path: string): Promise<HookFile | null> {
  if (!(await ports.files.exists(path))) return null
  const text = await readWhole(ports, path)
  return { text, isExecutable: (((await ports.files.mode(path)) ?? 0) & 0o111) > 0 }
}

async function readLauncher(ports: Ports, name: HookName): Promise<TextFile> {
  const path = join(ports.git.commonDir, 'casebook/hooks', name)
  return { path: shownPath(ports, path), text: await readWhole(ports, path) }
}

async function readHusky(
  ports: Ports,
  folder: string,
  isUnset: boolean,
  packageJson: string,
  node: string,
): Promise<HuskyFacts | null> {
  const has = (...parts: string[]): Promise<boolean> => ports.files.exists(join(...parts))
  const isNew = basename(folder) === '_' && ((await has(folder, 'h')) || (await has(folder, 'husky.sh')))
  const isOld = !isNew && !isUnset && (await has(folder, '_/husky.sh'))
  const dormant = isUnset && (await isDormant(ports, packageJson))
  if (!isNew && !isOld && !dormant) return null
  const home = isNew ? dirname(folder) : isOld ? folder : join(ports.git.top!, '.husky')
  const bin = join(ports.git.top!, 'node_modules/husky/bin.js')
  const install = dormant && (await has(bin)) ? [node, 'node_modules/husky/bin.js'] : null
  const files = await perHook((name) => readText(ports, shownPath(ports, join(home, name))))
  return { isOld, files, isInstalled: !dormant, install }
}

/** A fresh clone: husky 9 is the project's, and so are its files, but nothing installed its hooks yet. */
async function isDormant(ports: Ports, packageJson: string): Promise<boolean> {
  if (!/"husky"\s*:\s*"[^"]*\b9\b/.test(packageJson)) return false
  const prepares = /"(prepare|postinstall)"\s*:\s*"husky( install)?"/.test(packageJson)
  return prepares || (await ports.files.exists(join(ports.git.top!, '.husky')))
}

const EXTENSIONS = ['yml', 'yaml', 'json', 'jsonc', 'toml'] as const
const CONFIGS = [
  'lefthook',
  '.lefthook',
  '.config/lefthook',
  'lefthook-local',
  '.lefthook-local',
  '.config/lefthook-local',
]

/** lefthook takes the first file it finds, by extension; one that is only local counts where there is no other. */
async function readLefthook(ports: Ports, folder: string): Promise<LefthookFacts | null> {
  const [main, local] = [CONFIGS.slice(0, 3), CONFIGS.slice(3)].map((names) =>
    EXTENSIONS.flatMap((extension) => names.map((name) => `${name}.${extension}`)),
  )
  const its = { config: await firstOf(ports, main!), local: await firstOf(ports, local!) }
  const config = its.config ?? its.local
  if (config === null) return null
  const texts = await readFolder(ports, folder)
  const hooks = [...texts].filter(([, text]) => isLefthooks(text)).map(([name]) => name)
  const isItsFolder = folder === join(ports.git.commonDir, 'hooks') || hooks.length > 0
  if (!isItsFolder) return null
  const others = [...texts].filter(([name, text]) => !isLefthooks(text) && !/\.(sample|old)$/.test(name))
  return {
    config,
    local: its.local,
    installed: HOOK_NAMES.filter((name) => hooks.includes(name)),
    inTheWay: others.map(([name]) => shownPath(ports, join(folder, name))),
    install: await lefthookInstall(ports),
  }
}

const isLefthooks = (text: string): boolean => /^call_lefthook run /m.test(text)

async function firstOf(ports: Ports, paths: readonly string[]): Promise<(TextFile & { text: string }) | null> {
  for (const path of paths) {
    const { text } = await readText(ports, path)
    if (text !== null) return { path, text }
  }
  return null
}

async function readFolder(ports: Ports, folder: string): Promise<Map<string, string>> {
  const names = await ports.files.names(folder)
  const texts = names.map(
    async (name) => [name, (await readWhole(ports, join(folder, name)).catch(() => '')) ?? ''] as const,
  )
  return new Map(await Promise.all(texts))
}

/** The project's own lefthook, else the one on the PATH; where it installed only some hooks, it is asked for ours beside them. */
async function lefthookInstall(ports: Ports): Promise<string[] | null> {
  const local = 'node_modules/.bin/lefthook'
  const program = (await ports.files.exists(join(ports.git.top!, local))) ? `./${local}` : 'lefthook'
  const ran = await runTool(ports, { command: [program, 'version'], cwd: ports.git.top!, timeoutMs: 60_000 })
  if (!('text' in ran)) return null
  const checksum = await readWhole(ports, join(ports.git.commonDir, 'info/lefthook.checksum'))
  const some = /^\S+ \d+ (\S+)/.exec(checksum ?? '')?.[1]?.split(',') ?? []
  return [program, 'install', ...(some.length > 0 ? new Set([...some, ...HOOK_NAMES]) : [])]
}

/** As long as it preserves hooks that it does not name, it does no harm. */
async function usesSimpleGitHooks(ports: Ports, packageJson: string): Promise<boolean> {
  const texts = [/"simple-git-hooks"\s*:\s*\{[^}]*\}/.exec(packageJson)?.[0] ?? null]
  for (const extension of ['cjs', 'js', 'mjs', 'json'])
    for (const dot of ['.', '']) texts.push((await readText(ports, `${dot}simple-git-hooks.${extension}`)).text)
  return texts.some((text) => text !== null && !text.includes('preserveUnused'))
}
