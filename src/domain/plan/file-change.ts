/** A file that the steps change, shown before the user confirms. */
export interface FileChange {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}
