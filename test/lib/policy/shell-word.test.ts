import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { shellWord } from '../../../lib/policy/shell-word.ts'

it.each([
  ['a key stays bare', 'SHOP-412', 'SHOP-412'],
  ['a plain URL stays bare', 'https://github.com/acme/shop/issues/412', 'https://github.com/acme/shop/issues/412'],
  ['a hash is quoted', '#412', "'#412'"],
  ['a query is quoted', 'https://x/?a=1&b=2', "'https://x/?a=1&b=2'"],
  ['a quote is escaped', "a'; rm -rf $HOME", "'a'\\''; rm -rf $HOME'"],
  ['nothing is a word too', '', "''"],
])('%s', (_, text, word) => {
  expect(shellWord(text)).toBe(word)
  expect(execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(text)
})
