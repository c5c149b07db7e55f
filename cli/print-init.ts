import type { InitDocument } from '../lib/flow/init-repo.ts'
import type { UninstallDocument } from '../lib/flow/take-back.ts'
import { escapeText } from '../lib/report/escape-text.ts'
import type { Paint } from '../lib/report/paint.ts'

type Step = InitDocument['steps'][number]

/** Renders what was done, or would be; with every line of it where `lines` says so. */
export function renderInit(document: InitDocument, lines = document.dry_run): string {
  const { steps, foreign, warnings, by_hand, dry_run } = document
  if (steps.length === 0)
    return foreign.length + warnings.length + by_hand.length > 0
      ? 'nothing else to do\n'
      : 'everything is set up already\n'
  const next = steps.some((step) => step.do === 'write' && /(^|\/)casebook\.yaml$/.test(step.path))
    ? 'next: fill in target in casebook.yaml, then commit\n'
    : ''
  const install = steps.some((step) => step.do === 'write' && /casebook\.yml$/.test(step.path))
    ? 'next: say in CASEBOOK_PACKAGE what CI installs; until then its jobs fail and say so\n'
    : ''
  return `${dry_run ? 'would write' : 'wrote'}\n${steps.map((step) => renderStep(step, lines)).join('')}${next}${install}`
}

const renderStep = (step: Step, lines: boolean): string =>
  `  ${escapeText(headOf(step, lines))}\n${lines ? linesOf(step) : ''}`

function headOf(step: Step, exact: boolean): string {
  if (step.do === 'config') return `config    ${step.key} ${step.value}`
  if (step.do === 'run') return `run       ${step.command.join(' ')}`
  if (step.do === 'hook') return `hook      ${step.name}${exact ? ` (${step.path})` : ''}`
  if (step.do === 'write') return `file      ${step.path}${exact && step.mode === 0o755 ? ' (executable)' : ''}`
  if (step.do === 'insert') return `lines in  ${step.path}${exact ? `, from line ${step.line}` : ''}`
  return `lines in  ${step.path}${exact ? (step.do === 'append' ? ', at its end' : ', in place of older ones') : ''}`
}

function linesOf(step: Step): string {
  if (!('text' in step) || step.text === '') return ''
  const all = step.text.replace(/^\n|\r?\n$/g, '').split('\n')
  return all.map((line) => `      + ${escapeText(line)}\n`).join('')
}

/** Renders hooks of others and what else a person has to see to; what is to be copied stands alone on its lines. */
export function renderConcerns({ foreign, warnings, by_hand }: InitDocument, paint: Paint): string {
  const hint = paint.dim('hint:')
  const hooks = foreign.map(({ name, line, where, owner, runs }) => {
    const whose = owner === null ? '' : ` (it is ${owner}'s)`
    const what = `there is a ${name} hook that casebook did not write${whose}; it is left as it is`
    const how =
      where === 'in-hook'
        ? 'add this line to it, before anything that reads its input:'
        : 'it is no shell script; this command moves it aside and calls it after casebook:'
    const idle = runs ? '' : `${hint} git does not run it, because it may not be executed: chmod +x it as well\n`
    return `${paint.yellow('warning:')} ${what}\n${hint} ${how}\n  ${escapeText(line)}\n${idle}`
  })
  const others = warnings.map(
    (one) =>
      `${paint.yellow('warning:')} ${escapeText(one.message)}\n${hint} ${escapeText(one.hint)}\n${one.lines === undefined ? '' : `\n${escapeText(one.lines)}\n`}`,
  )
  const files = by_hand.map(
    ({ path, line }) =>
      `${paint.yellow('warning:')} there is a ${path} that casebook did not write; it is left as it is\n${hint} add to it:\n  ${line.trim()}\n`,
  )
  return [...hooks, ...others, ...files].join('')
}

export const renderUninstall = ({ removed, kept, why, dry_run }: UninstallDocument): string =>
  removed.map((one) => `${dry_run ? 'would remove' : 'removed'} ${escapeText(one)}\n`).join('') +
    kept.map((one) => `${dry_run ? 'would keep' : 'kept'} ${escapeText(one)}: ${why[one]}\n`).join('') ||
  'nothing to take back\n'
