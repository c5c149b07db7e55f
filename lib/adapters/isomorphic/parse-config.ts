import { needsGit } from '../git-problems.ts'

export interface ConfigEntry {
  /** `section.name` or `section.subsection.name`; section and name in lower case. */
  readonly key: string
  /** Null where only the name stands, which is true. */
  readonly value: string | null
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '\\': '\\', '"': '"' }

/** Parses a file of git's configuration; what git would refuse is a `Problem`. */
export function parseConfig(text: string, file: string): ConfigEntry[] {
  const source = new Source(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), file)
  const entries: ConfigEntry[] = []
  let section: string | null = null
  for (;;) {
    source.skip(/[\s]*/y)
    if (source.isEnd()) return entries
    if (source.take(/[#;][^\n]*/y) !== null) continue
    if (source.peek() === '[') section = readSection(source)
    else if (section === null) throw source.fault()
    else entries.push(readVariable(source, section))
  }
}

function readSection(source: Source): string {
  const plain = source.take(/\[([A-Za-z0-9.-]+)\]/y)
  if (plain !== null) return plain.slice(1, -1).toLowerCase()
  const head = source.take(/\[[A-Za-z0-9.-]+[ \t]+"/y)
  const quoted = head === null ? null : source.take(/(?:[^"\\\n]|\\[^\n])*"\]/y)
  if (head === null || quoted === null) throw source.fault()
  const name = /^\[([A-Za-z0-9.-]+)/.exec(head)![1]!.toLowerCase()
  return `${name}.${quoted.slice(0, -2).replace(/\\(.)/gs, '$1')}`
}

function readVariable(source: Source, section: string): ConfigEntry {
  const name = source.take(/[A-Za-z][A-Za-z0-9-]*/y)
  if (name === null) throw source.fault()
  const key = `${section}.${name.toLowerCase()}`
  source.skip(/[ \t]*/y)
  if (source.isEnd() || source.peek() === '\n') return { key, value: null }
  if (source.take(/=/y) === null) throw source.fault()
  return { key, value: readValue(source) }
}

/** Blanks outside of quotes are trimmed at both ends; a comment ends the value. */
function readValue(source: Source): string {
  let value = ''
  let blanks = ''
  let quoted = false
  const add = (text: string): void => {
    value += blanks + text
    blanks = ''
  }
  for (;;) {
    if (source.isEnd() || source.peek() === '\n') {
      if (quoted) throw source.fault()
      return value
    }
    const char = source.next()
    if (!quoted && /\s/.test(char)) blanks += value === '' ? '' : char
    else if (!quoted && (char === '#' || char === ';')) source.skip(/[^\n]*/y)
    else if (char === '"') {
      add('')
      quoted = !quoted
    } else if (char === '\\') {
      const escaped = source.next()
      if (escaped !== '\n' && ESCAPES[escaped] === undefined) throw source.fault()
      if (escaped !== '\n') add(ESCAPES[escaped]!)
    } else add(char)
  }
}

class Source {
  readonly #text: string
  readonly #file: string
  #at = 0

  constructor(text: string, file: string) {
    this.#text = text
    this.#file = file
  }

  isEnd(): boolean {
    return this.#at >= this.#text.length
  }

  peek(): string {
    return this.#text[this.#at] ?? ''
  }

  next(): string {
    return this.#text[this.#at++] ?? ''
  }

  /** What a sticky pattern matches here, or null; moves past it. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? null
    if (found !== null) this.#at += found.length
    return found
  }

  skip(pattern: RegExp): void {
    this.take(pattern)
  }

  fault(): Error {
    const line = this.#text.slice(0, this.#at).split('\n').length
    return needsGit(`line ${line} of "${this.#file}"`, `git config --file ${this.#file} --list`)
  }
}
