import type { TreeFile } from '../ports.ts'
import { fieldsOf } from './nul-fields.ts'

/** Reads `git ls-files -s -z`. An unmerged path has no object yet. */
export const parseIndex = (out: Buffer): TreeFile[] =>
  fieldsOf(out).flatMap((record) => {
    const tab = record.indexOf('\t')
    const [mode = '', oid = '', stage = ''] = record.slice(0, tab).split(' ')
    return stage === '0' || stage === '2'
      ? [{ path: record.slice(tab + 1), mode, oid: stage === '0' ? oid : null }]
      : []
  })
