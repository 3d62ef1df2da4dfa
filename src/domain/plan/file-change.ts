/** A file that the steps change, for people to look at before they say yes. */
export interface FileChange {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}
