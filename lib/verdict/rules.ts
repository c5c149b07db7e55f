import { contains, icontains } from './assertions/contains.ts'
import { containsJson } from './assertions/contains-json.ts'
import { containsAll, containsAny, icontainsAll, icontainsAny } from './assertions/contains-list.ts'
import { equals } from './assertions/equals.ts'
import { isJson } from './assertions/is-json.ts'
import { isRefusal } from './assertions/is-refusal.ts'
import { isValidOpenaiToolsCall } from './assertions/is-valid-openai-tools-call.ts'
import { levenshtein } from './assertions/levenshtein.ts'
import { matches } from './assertions/matches.ts'
import { number } from './assertions/number.ts'
import { regex } from './assertions/regex.ts'
import { startsWith } from './assertions/starts-with.ts'
import { toolCalled } from './assertions/tool-called.ts'
import { wordCount } from './assertions/word-count.ts'
import type { Rule } from './rule.ts'

/** The assertions that are judged here, by type; `grader` alone asks outside. */
export const RULES: ReadonlyMap<string, Rule> = new Map([
  ['equals', equals],
  ['contains', contains],
  ['icontains', icontains],
  ['contains-any', containsAny],
  ['contains-all', containsAll],
  ['icontains-any', icontainsAny],
  ['icontains-all', icontainsAll],
  ['starts-with', startsWith],
  ['regex', regex],
  ['is-json', isJson],
  ['contains-json', containsJson],
  ['levenshtein', levenshtein],
  ['is-refusal', isRefusal],
  ['is-valid-openai-tools-call', isValidOpenaiToolsCall],
  ['word-count', wordCount],
  ['matches', matches],
  ['tool-called', toolCalled],
  ['number', number],
])
