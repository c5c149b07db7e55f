import { invalid } from '../problem.ts'

/**
 * Finds what the patterns of `bugs.patterns` match, in every line (`^` and `$` hold at lines): the group named `bug`, else the
 * first group, else the whole match. A pattern is the user's and may be slow: the caller bounds the time.
 * Throws `bugs-pattern` for one that is no ECMAScript pattern.
 */
export function findByPatterns(message: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) =>
    Array.from(message.matchAll(compile(pattern)), (match) => match.groups?.['bug'] ?? match[1] ?? match[0]),
  )
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'gmu')
  } catch (cause) {
    throw invalid('bugs-pattern', `bugs.patterns holds "${pattern}", which is no regular expression`, {
      hints: ['correct it in casebook.yaml: the syntax is ECMAScript with the flags m and u'],
      cause,
    })
  }
}
