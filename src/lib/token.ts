/** A token, and how messages name it. The value is never part of a message. */
export interface Token {
  readonly value: string
  /** Where it comes from, such as GH_TOKEN. */
  readonly source: string
  /** How to replace it, as a sentence. */
  readonly remedy: string
}
