/** A change that disables one rule of rel, and the tests that must then fail. */
export interface Mutant {
  readonly name: string
  /** The rule, in one sentence. */
  readonly rule: string
  /** A file of src, and a text that occurs in it exactly once. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The test files to run; `titles` selects tests by name. */
  readonly tests: readonly string[]
  readonly titles?: RegExp
}
