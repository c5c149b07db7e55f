import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '../../lib/problem.ts'
import { escapeLine, escapeText } from '../../lib/report/escape-text.ts'
import type { Paint } from '../../lib/report/paint.ts'
import { EXIT } from '../exit.ts'
import { renderCommandLine } from './command-line.ts'
import { type CommandOutcome, runCommand } from './run-command.ts'

/** One command of the story, as the document has it. */
export interface DemoStep {
  readonly title: string
  readonly command: string
  readonly exit: number
}

/** What a command must do for the story to go on. */
export interface Expectation {
  /** Default 0. */
  readonly exit?: number
  /** What its output must hold. */
  readonly shows?: readonly (string | RegExp)[]
}

export interface StageRequest {
  readonly folder: string
  /** The folder of the embedded product. */
  readonly product: string
  /** Absolute path of this casebook's `main.cjs`. */
  readonly casebook: string
  readonly node: string
  readonly env: Readonly<Record<string, string>>
  readonly paint: Paint
  tell(text: string): void
}

/** Where the story is played: runs real commands in the shop's clone, shows them, and stops at the first that goes otherwise. */
export class Stage {
  readonly steps: DemoStep[] = []
  readonly folder: string
  readonly shop: string
  readonly #request: StageRequest
  #title = ''
  #chapter = 0

  constructor(request: StageRequest) {
    this.#request = request
    this.folder = request.folder
    this.shop = join(request.folder, 'shop')
  }

  /** Begins the next chapter and says what happens in it. */
  chapter(title: string, about: string): void {
    this.#title = title
    this.#chapter++
    const { paint, tell } = this.#request
    tell(`${paint.bold(`${this.#chapter}. ${title}`)}\n\n${about}\n\n`)
  }

  /** Runs `casebook …` in the shop; returns what it printed. */
  casebook(args: readonly string[], expected: Expectation = {}): Promise<string> {
    const { node, casebook } = this.#request
    return this.#show(['casebook', ...args], [node, casebook, ...args], expected)
  }

  /** Runs any other command in the shop; returns what it printed. */
  run(command: readonly string[], expected: Expectation = {}): Promise<string> {
    return this.#show(command, command, expected)
  }

  /** Runs git in the demo's folder without showing it: what has to be there before the story begins. */
  async prepare(...args: readonly string[]): Promise<void> {
    const command = ['git', ...args]
    this.#judge(command, await this.#start(command, this.folder), {})
  }

  /** Copies a file or folder of the embedded product to a place in the demo's folder. */
  async copy(from: string, to: string): Promise<void> {
    await cp(join(this.#request.product, from), join(this.folder, to), { recursive: true })
  }

  /** Edits the shop as the embedded edit of that name does, and shows the difference. */
  async edit(name: string, path: string): Promise<void> {
    await this.copy(`edits/${name}`, 'shop')
    await this.#showEdit(path)
  }

  /** Replaces a part of a file of the shop, and shows the difference. A file without that part ends the demo. */
  async replacePart(path: string, part: RegExp, text: string): Promise<void> {
    const file = join(this.shop, path)
    const before = await readFile(file, 'utf8')
    if (!part.test(before)) throw this.#astray(`${path} has no ${part}`)
    await writeFile(
      file,
      before.replace(part, () => text),
    )
    await this.#showEdit(path)
  }

  /** The text of a file of the embedded product. */
  text(path: string): Promise<string> {
    return readFile(join(this.#request.product, path), 'utf8')
  }

  async #showEdit(path: string): Promise<void> {
    this.#request.tell(`  ${this.#request.paint.dim(`(edits ${path})`)}\n`)
    await this.run(['git', 'diff', '-U1', path], { shows: [/^@@/m] })
  }

  async #show(shown: readonly string[], command: readonly string[], expected: Expectation): Promise<string> {
    const { paint, tell } = this.#request
    const line = renderCommandLine(shown)
    tell(`  ${paint.dim('$')} ${paint.bold(line)}\n`)
    const outcome = await this.#start(command, this.shop)
    tell(`${indent(escapeText(outcome.output))}\n`)
    this.steps.push({ title: this.#title, command: line.replaceAll(/ \\\n +/g, ' '), exit: outcome.exit })
    this.#judge(shown, outcome, expected)
    return outcome.output
  }

  #start(command: readonly string[], cwd: string): Promise<CommandOutcome> {
    return runCommand({ command, cwd, env: this.#request.env })
  }

  #judge(
    command: readonly string[],
    { exit, output }: CommandOutcome,
    { exit: wanted = 0, shows = [] }: Expectation,
  ): void {
    const verb = `"${command.slice(0, 2).join(' ')}"`
    const lines = output.trim().split('\n')
    const said = escapeLine(lines.find((line) => line.startsWith('error: ')) ?? lines.at(-1) ?? '')
    if (exit === EXIT.bug || /^error: casebook broke: /m.test(output)) throw new Error(`${verb} in the demo: ${said}`)
    if (exit !== wanted) throw this.#astray(`${verb} ended with exit ${exit}, not ${wanted}: ${said}`)
    const missing = shows.find((one) => (typeof one === 'string' ? !output.includes(one) : !one.test(output)))
    if (missing !== undefined)
      throw this.#astray(`${verb} did not show ${missing instanceof RegExp ? missing : `"${missing}"`}`)
  }

  #astray(what: string): Error {
    return unavailable(
      'demo-astray',
      `the demo went otherwise than told at "${this.#title || 'the beginning'}": ${what}`,
      {
        hints: [`look into ${this.folder}`, 'git --version'],
      },
    )
  }
}

const indent = (output: string): string =>
  output
    .trimEnd()
    .replace(/^(?=.)/gm, '  ')
    .replace(/(?<=.)$/, '\n')
