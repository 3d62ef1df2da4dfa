/** One rule of rel switched off, and the tests that must fail then. */
export interface Mutant {
  readonly name: string
  /** The rule, in one sentence. */
  readonly rule: string
  /** A file of src, and a text that stands in it exactly once. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The test files that run; `titles`: only their tests whose name matches. */
  readonly tests: readonly string[]
  readonly titles?: RegExp
}
