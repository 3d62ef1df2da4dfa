/** An artifact that a job uploaded. Its archive is a file in the sandbox folder, named by the id. */
export interface Artifact {
  readonly id: number
  readonly repository: number
  readonly run: number
  readonly attempt: number
  readonly name: string
  /** Size of the archive in bytes. */
  readonly size: number
  /** SHA-256 of the archive in hexadecimal. */
  readonly digest: string
  readonly createdAt: string
  readonly expiresAt: string
}
