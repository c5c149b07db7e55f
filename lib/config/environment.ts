import { invalid } from '../problem.ts'
import type { Env } from './types.ts'

/** Fills `${VAR}` in configured values from the environment. An unset variable is a `Problem` that names it. */
export function fillVariables(
  values: Env,
  environment: Readonly<Record<string, string | undefined>>,
  file: string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, fillText(text, environment, file)]))
}

/** Fills `${VAR}` in one text. */
export function fillText(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  file: string,
): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string) => {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined
    if (value === undefined)
      throw invalid('unset-variable', `the environment variable "${name}" is not set`, {
        path: file,
        hints: [`export ${name}=…`],
      })
    return value
  })
}
