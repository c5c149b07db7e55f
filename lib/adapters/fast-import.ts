import type { RefCommit } from '../ports.ts'

const COMMITTER = 'casebook <history@casebook.invalid>'

/**
 * Renders commits as a stream for `git fast-import --done`, which takes nothing of a stream that ends early and moves no ref
 * that has moved meanwhile. Paths are our own: letters, digits, slashes and dots.
 */
export const renderImport = (commits: readonly RefCommit[]): string => `${commits.map(renderCommit).join('')}done\n`

function renderCommit({ ref, parent, merge, message, at, files, isWhole }: RefCommit): string {
  return [
    `commit ${ref}\n`,
    `committer ${COMMITTER} ${Math.floor(at.getTime() / 1000)} +0000\n`,
    data(message),
    ...(parent === null ? [] : [`from ${parent}\n`]),
    ...merge.map((commit) => `merge ${commit}\n`),
    ...(isWhole ? ['deleteall\n'] : []),
    ...[...files].map(([path, content]) =>
      typeof content === 'string' ? `M 100644 inline ${path}\n${data(content)}` : `M 100644 ${content.oid} ${path}\n`,
    ),
    '\n',
  ].join('')
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
