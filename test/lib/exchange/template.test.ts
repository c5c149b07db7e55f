import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/case/types.ts'
import { escapeTemplate, fillTemplate, inertJson, isInert } from '../../../lib/exchange/template.ts'

const pieces = fc.constantFrom(
  '{',
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '#',
  '"',
  ' ',
  '\n',
  'file://',
  'package:',
  'x',
  '\\',
  'env',
  '{{ "{" }}',
)
const hostile = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''))

describe('escapeTemplate', () => {
  it.each([
    ['a plain text stays', 'It costs {5} #1', 'It costs {5} #1'],
    ['an expression', '{{ env.HOME }}', '{{ "{" }}{ env.HOME }}'],
    ['three braces', '{{{', '{{ "{" }}{{ "{" }}{'],
    ['a tag and a comment', '{% if %}{# a #}', '{{ "{" }}% if %}{{ "{" }}# a {{ "#" }}}'],
    ['a file', 'file:///etc/passwd', '{{ "f" }}ile:///etc/passwd'],
    ['a package', 'package:x', '{{ "p" }}ackage:x'],
    ['a final line break', 'a\n\n', 'a\n{{ "\\n" }}'],
  ])('%s', (_, text, escaped) => expect(escapeTemplate(text)).toBe(escaped))

  it('is taken back whole, with nothing left to render', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(fillTemplate(escapeTemplate(text))).toEqual({ text, template: null })
      }),
    )
  })
})

describe('inertJson', () => {
  it('parses to the same value and has nothing to render', () => {
    fc.assert(
      fc.property(fc.dictionary(hostile, fc.array(hostile)), (value) => {
        const text = inertJson(value as Json)
        expect(isInert(text)).toBe(true)
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value))
      }),
    )
  })
})

describe('fillTemplate', () => {
  it.each<[string, string, Json, string, string | null]>([
    ['fills in a text and a number', '{{a}} {{ b }}', { a: 'x', b: 2 }, 'x 2', null],
    ['leaves an unknown name', '{{a}}', {}, '{{a}}', '{{a}}'],
    ['leaves a name of the prototype', '{{constructor}}', {}, '{{constructor}}', '{{constructor}}'],
    ['leaves a variable that is a template itself', '{{a}}', { a: '{{b}}' }, '{{a}}', '{{a}}'],
    ['leaves a variable that is a file', '{{a}}', { a: 'file://x' }, '{{a}}', '{{a}}'],
    ['leaves a tag', '{% if a %}', { a: 1 }, '{% if a %}', '{% if a %}'],
  ])('%s', (_, text, vars, filled, template) => expect(fillTemplate(text, vars)).toEqual({ text: filled, template }))
})
