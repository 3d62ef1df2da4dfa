/** What a job of a run has uploaded. Its archive is a file of the sandbox, named after the row. */
export interface Artifact {
  readonly id: number
  readonly repository: number
  readonly run: number
  readonly attempt: number
  readonly name: string
  /** Of the archive, in bytes. */
  readonly size: number
  /** Of the archive: SHA-256 in hexadecimal. */
  readonly digest: string
  readonly createdAt: string
  readonly expiresAt: string
}
