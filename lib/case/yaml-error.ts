import type { YAMLError } from 'yaml'
import type { YamlFault } from './refuse-bytes.ts'

/** Levels of nesting that a file may have: above any product's, and far below what overflows the library's stack. */
export const MAX_YAML_DEPTH = 512

export const TOO_DEEP: YamlFault = {
  message: `is nested deeper than ${MAX_YAML_DEPTH} levels`,
  hint: 'flatten the value',
}

/** Where the library's words help nobody, ours. */
const WORDS: Partial<Record<YAMLError['code'], YamlFault>> = {
  MULTIPLE_DOCS: { message: 'holds more than one document', hint: 'keep one, and remove the line that parts them' },
  NON_STRING_KEY: { message: 'has a key that is no string', hint: 'write the key as one quoted string' },
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAB_AS_INDENT: { message: 'is indented with a tab', hint: 'indent with spaces' },
}

/** Explains an error of the YAML library to the person who wrote the file. */
export function explainYamlError({ code, message }: Pick<YAMLError, 'code' | 'message'>): YamlFault {
  const said = (message.charAt(0).toLowerCase() + message.slice(1)).replace(/(['"])quote$/, '$1 quote')
  return WORDS[code] ?? { message: `is not YAML: ${shorten(said)}`, hint: 'mend the line, or quote the text' }
}

/** The library quotes a whole token. */
const shorten = (text: string): string =>
  text.length > 200 ? `${text.slice(0, 199).replace(/[\ud800-\udbff]$/, '')}…` : text
