/** `bugs` of the configuration (PRODUCT.md section 2). */
export interface BugRules {
  /** e.g. `https://github.com/acme/shop` */
  readonly repo: string | null
  /** e.g. `["SHOP"]`; compared case-insensitively */
  readonly keys: readonly string[]
  /** ECMAScript pattern sources, beside the defaults. */
  readonly patterns: readonly string[]
  readonly waivers: boolean
}

/** What tells two references to one bug apart from two bugs. */
export type BugNames = Pick<BugRules, 'repo' | 'keys'>

export interface Bug {
  /** As written, e.g. `#412`, `SHOP-412`, a URL. */
  readonly text: string
  /** The form used for comparing. */
  readonly canonical: string
}
