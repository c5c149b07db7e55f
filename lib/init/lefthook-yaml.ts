import { isMap, isScalar, isSeq, type Pair, parseAllDocuments, type Scalar, type YAMLMap } from 'yaml'
import type { HookName } from './hook-script.ts'
import { type Command, lefthookCommand, yamlCommand, yamlCommands, yamlHook, yamlJob } from './lefthook-command.ts'
import { meaningOf } from './lefthook-meaning.ts'
import type { InitStep } from './step.ts'

type Insert = Extract<InitStep, { do: 'insert' }>

/** Texts to insert into a configuration in YAML or JSON, every other byte left; null where the result would not say the same. */
export function planYamlCommands(path: string, text: string, names: readonly HookName[]): Insert[] | null {
  const steps = planYaml(path, text, names)
  return steps !== null && holdsAll(text, applyInserts(text, steps), path, names) ? steps : null
}

const ended = (text: string, eol: string): string => (text === '' || text.endsWith('\n') ? '' : eol)

function planYaml(path: string, text: string, names: readonly HookName[]): Insert[] | null {
  const documents = parseAllDocuments(text, { merge: true })
  const [document] = documents
  if (documents.length === 0) return planEmpty(path, text, names)
  if (documents.length > 1 || document === undefined || document.errors.length > 0) return null
  const top = document.contents
  if (top === null) return planEmpty(path, text, names)
  if (!isMap(top)) return null
  const steps = names.flatMap((name) => insertFor(path, text, top as YAMLMap, name) ?? [])
  return steps.length === names.length ? mergeAtEnd(steps.sort((a, b) => a.at - b.at)) : null
}

const planEmpty = (path: string, text: string, names: readonly HookName[]): Insert[] | null =>
  path.endsWith('.json')
    ? null
    : mergeAtEnd(names.map((name) => atEnd(path, text, yamlHook(name, lefthookCommand(name, path), '', eolOf(text)))))

/** Several new hooks become one text at one place. */
function mergeAtEnd(steps: readonly Insert[]): Insert[] {
  const merged: Insert[] = []
  for (const step of steps) {
    const last = merged.at(-1)
    if (last?.at === step.at) merged[merged.length - 1] = { ...last, text: last.text + step.text.replace(/^\r?\n/, '') }
    else merged.push(step)
  }
  return merged
}

const atEnd = (path: string, text: string, added: string): Insert => ({
  do: 'insert',
  path,
  at: text.length,
  line: lineAt(text, text.length),
  text: ended(text, eolOf(text)) + added,
})

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length
const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

function insertFor(path: string, text: string, top: YAMLMap, name: HookName): Insert | null {
  const command = lefthookCommand(name, path)
  const pair = pairOf(top, name)
  if (top.flow) return intoFlow(path, text, top, pair, name, command)
  const eol = eolOf(text)
  const indent = columnOf(text, startOf(top.items[0]))
  if (pair === undefined) return atEnd(path, text, yamlHook(name, command, ' '.repeat(indent), eol))
  const hook = pair.value
  if (hook === null || (isScalar(hook) && hook.value === null))
    return below(path, text, pair, yamlCommands(name, command, ' '.repeat(indent + 2), eol))
  if (!isMap(hook)) return null
  if (hook.flow) return intoFlow(path, text, hook, pairOf(hook, 'commands'), name, command, 'commands')
  return intoHook(path, text, pair, hook as YAMLMap, name, command)
}

/** Adds to the hook's list of jobs where it has one, else to its commands. */
function intoHook(
  path: string,
  text: string,
  pair: Pair,
  hook: YAMLMap,
  name: HookName,
  command: Command,
): Insert | null {
  const eol = eolOf(text)
  const inner = ' '.repeat(columnOf(text, startOf(hook.items[0])))
  const jobs = pairOf(hook, 'jobs')
  if (jobs && isSeq(jobs.value) && !jobs.value.flow && jobs.value.range)
    return below(path, text, jobs, yamlJob(name, command, ' '.repeat(columnOf(text, jobs.value.range[0])), eol))
  const commands = pairOf(hook, 'commands')
  if (commands === undefined) return below(path, text, pair, yamlCommands(name, command, inner, eol))
  const value = commands.value
  if (isMap(value) && value.flow) return intoFlow(path, text, value, undefined, name, command, 'casebook')
  if (isMap(value))
    return below(
      path,
      text,
      commands,
      yamlCommand(name, command, ' '.repeat(columnOf(text, startOf(value.items[0]))), eol),
    )
  return null
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)

const startOf = (pair: Pair | undefined): number => (pair?.key as Scalar | undefined)?.range?.[0] ?? 0
const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1)

/** On the line after a key. */
function below(path: string, text: string, { key }: Pair, added: string): Insert {
  const line = text.indexOf('\n', (key as Scalar).range?.[1] ?? 0)
  if (line < 0) return atEnd(path, text, added)
  return { do: 'insert', path, at: line + 1, line: lineAt(text, line + 1), text: added }
}

/** Right behind the brace of `{…}`; JSON is written so. */
function intoFlow(
  path: string,
  text: string,
  map: YAMLMap,
  pair: Pair | undefined,
  name: HookName,
  command: Command,
  what: 'hook' | 'commands' | 'casebook' = 'hook',
): Insert | null {
  if (pair !== undefined) {
    if (!isMap(pair.value) || !pair.value.flow) return null
    const deeper = what === 'hook' ? pairOf(pair.value as YAMLMap, 'commands') : undefined
    return intoFlow(path, text, pair.value as YAMLMap, deeper, name, command, what === 'hook' ? 'commands' : 'casebook')
  }
  const at = (map.range?.[0] ?? 0) + 1
  const gap = /^\s*/.exec(text.slice(at))![0]
  const entry = {
    hook: { [name]: { commands: { casebook: command } } },
    commands: { commands: { casebook: command } },
    casebook: { casebook: command },
  }[what]
  const [key, value] = Object.entries(entry)[0]!
  const json = `${JSON.stringify(key)}: ${JSON.stringify(value)}`
  const added = map.items.length === 0 ? json : `${gap}${json},${gap === '' ? ' ' : ''}`
  return { do: 'insert', path, at, line: lineAt(text, at), text: added }
}

function applyInserts(text: string, steps: readonly { readonly at: number; readonly text: string }[]): string {
  return [...steps]
    .sort((a, b) => b.at - a.at)
    .reduce((whole, step) => whole.slice(0, step.at) + step.text + whole.slice(step.at), text)
}

/** The edited text means what it meant before, and holds the commands: aliases and odd layouts show themselves here. */
function holdsAll(before: string, after: string, path: string, names: readonly HookName[]): boolean {
  const [old, fresh] = [meaningOf(before) ?? {}, meaningOf(after)]
  if (fresh === null) return false
  const expected = JSON.parse(JSON.stringify(old)) as Record<string, Record<string, unknown> | null>
  for (const name of names) {
    const command = lefthookCommand(name, path)
    const hook = expected[name] ?? {}
    expected[name] = hook
    if (Array.isArray(hook['jobs']) && hook['jobs'].length < lengthOf(fresh[name], 'jobs'))
      hook['jobs'] = [{ name: 'casebook', ...command }, ...hook['jobs']]
    else hook['commands'] = { ...(hook['commands'] as object | undefined), casebook: command }
  }
  return sorted(expected) === sorted(fresh)
}

const lengthOf = (hook: unknown, key: string): number => {
  const list = (hook as Record<string, unknown> | null)?.[key]
  return Array.isArray(list) ? list.length : 0
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
