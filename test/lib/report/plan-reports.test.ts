import { describe, expect, it } from 'vitest'
import { parseReporters, planReports, type ReportRequest } from '../../../lib/report/plan-reports.ts'

const plan = (reporters: string, output: string | null = null, more: Partial<ReportRequest> = {}): string => {
  const { printed, files } = planReports({
    reporters: parseReporters(reporters),
    output,
    isFolder: false,
    json: false,
    ...more,
  })
  return [...printed, ...files.map(({ reporter, path }) => `${reporter} in ${path}`)].join(', ')
}

describe('planReports', () => {
  it.each<[sentence: string, reporters: string, output: string | null, planned: string]>([
    ['prints one report', 'text', null, 'text'],
    ['prints one document', 'junit', null, 'junit'],
    ['prints text and commands together', 'text,github', null, 'text, github'],
    ['writes one report into the file', 'html', 'out/page', 'html in out/page'],
    ['writes text too where it is the one', 'text', 'log.txt', 'text in log.txt'],
    [
      'prints what belongs to the log, and writes the document',
      'text,github,junit',
      'junit.xml',
      'text, github, junit in junit.xml',
    ],
    ['writes several documents into a folder', 'junit,html', 'out', 'junit in out/junit.xml, html in out/run.html'],
    ['writes one into a folder named as such', 'junit', 'out/', 'junit in out/junit.xml'],
    [
      'writes text into a folder and prints it too',
      'text,json,junit,markdown,html,github',
      'out//',
      'text, github, text in out/run.txt, json in out/run.json, junit in out/junit.xml, markdown in out/run.md, html in out/run.html',
    ],
    ['takes a reporter once', 'text, text', null, 'text'],
  ])('%s', (_, reporters, output, planned) => {
    expect(plan(reporters, output)).toBe(planned)
  })

  it('takes a folder that exists for one', () => {
    expect(plan('junit', 'report.xml', { isFolder: true })).toBe('junit in report.xml/junit.xml')
  })

  it.each<[sentence: string, call: () => unknown, message: string, hint: string]>([
    [
      'an unknown reporter',
      () => plan('text,xml'),
      'there is no reporter "xml"',
      'one or more of text,json,junit,github,markdown,html',
    ],
    ['none at all', () => plan(''), 'there is no reporter ""', 'one or more of text,json,junit,github,markdown,html'],
    [
      'a document beside text without a file',
      () => plan('text,junit'),
      'the report "junit" has no file to go to',
      '--output junit.xml',
    ],
    [
      'two documents without a folder',
      () => plan('junit,html'),
      'the reports "junit", "html" have no file to go to',
      '--output reports/',
    ],
    [
      'a document beside --json without a file',
      () => plan('junit', null, { json: true }),
      'the report "junit" has no file to go to',
      '--output junit.xml',
    ],
    [
      'several documents and one file',
      () => plan('junit,html', 'a.xml'),
      '"a.xml" is one file, and there are several reports: "junit", "html"',
      '--output reports/',
    ],
    ['an empty output', () => plan('junit', ''), '--output is empty', '--output reports/'],
  ])('refuses %s', (_, call, message, hint) => {
    expect(call).toThrow(expect.objectContaining({ kind: 'invalid', message, hints: [hint] }))
  })
})
