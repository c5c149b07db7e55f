import { findBlock, renderBlock } from './block.ts'
import type { InitFacts } from './facts.ts'
import type { InitStep } from './step.ts'

/** Where GitHub and GitLab look for the file, in their order. */
export const CODEOWNERS_PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] as const

const OWNER = /^(@[\w.-]+(\/[\w.-]+)*|[^\s@#[\]]+@[\w-]+(\.[\w-]+)+)$/

/** The owners of a list as a person writes it, and the first word that is none. */
export function parseOwners(text: string): { readonly owners: readonly string[] } | { readonly wrong: string } {
  const owners = text.split(/[\s,]+/).filter(Boolean)
  const wrong = owners.length === 0 ? text : owners.find((owner) => !OWNER.test(owner))
  return wrong === undefined ? { owners } : { wrong }
}

/** Guards each set's configuration and migration notes; the last line that fits a path counts, so ours come last. */
export function planCodeowners({ codeowners, sets }: InitFacts): InitStep[] {
  if (codeowners === null) return []
  const { path, text } = codeowners.file
  const fresh = sets.filter(({ config }) => findBlock(text ?? '', config) === undefined)
  if (fresh.length === 0) return []
  const section = /^\^?\[[^\]]+\]/m.test(text ?? '') ? ['[Regression set]'] : []
  const blocks = fresh.map(({ config, path: set }) =>
    renderBlock(config, [
      ...section,
      `/${pattern(config)} ${codeowners.owners.join(' ')}`,
      `/${pattern(set)}/migrations/ ${codeowners.owners.join(' ')}`,
    ]),
  )
  if (text === null) return [{ do: 'write', path, text: blocks.join('') }]
  return [{ do: 'append', path, text: (text === '' || text.endsWith('\n') ? '' : '\n') + blocks.join('') }]
}

const pattern = (path: string): string => path.replace(/[\s\\#*?[\]!]/g, '\\$&')
