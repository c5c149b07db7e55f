/** What a CI log reads as a command: GitHub's `::name` at the start of a line, and `##[…`, `##vso[…`, `##teamcity[…` anywhere. */
const LINE_COMMAND = /^([^\S\r\n\u2028\u2029]*):(?=:)/gm
const INNER_COMMAND = /#(?=#(?:vso|teamcity)?\[)/gi

/** Makes text safe to print where a CI service reads the log for commands: what would be one is shown with an escape. */
export const escapeCommands = (text: string): string =>
  text.replace(LINE_COMMAND, '$1\\x3a').replace(INNER_COMMAND, '\\x23')

/** The same for JSON, whose value stays as it was: there a command can only stand inside a string. */
export const escapeCommandsInJson = (json: string): string => json.replace(INNER_COMMAND, '\\u0023')

/** The text of a GitHub workflow command, after its second `::`. */
export const escapeCommandData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** A property of a GitHub workflow command. */
export const escapeCommandProperty = (text: string): string =>
  escapeCommandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
