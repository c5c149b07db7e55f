import type { Assertion, Case, Category, Json } from '../../lib/case/types.ts'
import { renderCase } from '../../lib/case/write-case.ts'

/** Builds a case that is valid as it stands: an invariant with an expected output. Each `with…` returns a new builder. */
export const aCase = (): CaseBuilder =>
  new CaseBuilder({
    id: 'reg-2026-11-22-3f9a1c',
    title: 'Refund is quoted in the wrong currency',
    category: 'invariant',
    captured_by: 'Ada Lovelace <ada@example.org>',
    captured_at: '2026-11-22',
    input: 'How much do I get back?',
    expected_output: 'You get 12.50 EUR back.',
  })

/** Builds a valid `prod-bug`. */
export const aProdBug = (): CaseBuilder =>
  aCase()
    .with('category', 'prod-bug')
    .with('bug_link', 'SHOP-412')
    .with('postmortem', 'The currency was read from the locale.')
    .withShippedOutput('You get 12.50 USD back.')

/** Builds a valid `policy`. */
export const aPolicyCase = (): CaseBuilder =>
  aCase().with('category', 'policy').with('policy', { name: 'refunds', side: 'inside' })

export class CaseBuilder {
  readonly #one: Case

  constructor(one: Case) {
    this.#one = one
  }

  with<Name extends keyof Case>(name: Name, value: Case[Name]): CaseBuilder {
    return new CaseBuilder({ ...this.#one, [name]: value })
  }

  /** Without a field: what comes out may be no valid case any more. */
  without(...names: readonly (keyof Case)[]): CaseBuilder {
    const kept = Object.entries(this.#one).filter(([name]) => !names.includes(name as keyof Case))
    return new CaseBuilder(Object.fromEntries(kept) as unknown as Case)
  }

  withId(id: string): CaseBuilder {
    return this.with('id', id)
  }

  withTitle(title: string): CaseBuilder {
    return this.with('title', title)
  }

  withCategory(category: Category): CaseBuilder {
    return this.with('category', category)
  }

  withInput(input: Json): CaseBuilder {
    return this.with('input', input)
  }

  withExpectedOutput(output: Json): CaseBuilder {
    return this.with('expected_output', output)
  }

  withShippedOutput(output: Json): CaseBuilder {
    return this.with('shipped_output', output)
  }

  withAssertions(...assertions: readonly Assertion[]): CaseBuilder {
    return this.with('assert', assertions)
  }

  build(): Case {
    return this.#one
  }

  /** The canonical text of its file. */
  toYaml(): string {
    return renderCase(this.#one)
  }

  toBytes(): Uint8Array {
    return new TextEncoder().encode(this.toYaml())
  }
}
