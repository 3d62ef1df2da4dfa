/** One entry of `errors`: most endpoints send objects, some (reviews) strings. */
export type ErrorDetail = string | Readonly<Record<string, unknown>>

/** A refusal with GitHub's status and message. Thrown by rules; REST and GraphQL each render it in their own format. */
export class GitHubError extends Error {
  readonly errors: readonly ErrorDetail[] | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly documentation: string

  constructor(
    readonly status: number,
    message: string,
    options: {
      readonly errors?: readonly ErrorDetail[]
      readonly headers?: Readonly<Record<string, string>>
      readonly documentation?: string
    } = {},
  ) {
    super(message)
    this.errors = options.errors
    this.headers = options.headers ?? {}
    this.documentation = options.documentation ?? 'https://docs.github.com/rest'
  }
}

export const notFound = (message = 'Not Found'): GitHubError => new GitHubError(404, message)

/** `Validation Failed` with the fields that GitHub names. */
export const validationFailed = (errors: readonly ErrorDetail[]): GitHubError =>
  new GitHubError(422, 'Validation Failed', { errors })

export const invalidField = (resource: string, field: string): GitHubError =>
  validationFailed([{ resource, code: 'invalid', field }])
export const missingField = (resource: string, field: string): GitHubError =>
  validationFailed([{ resource, code: 'missing_field', field }])
export const custom = (resource: string, message: string): GitHubError =>
  validationFailed([{ resource, code: 'custom', message }])

/** A body that is valid JSON but does not match the schema of the operation. */
export const invalidRequest = (problem: string): GitHubError =>
  new GitHubError(422, `Invalid request.\n\n${problem}`)

export const notAdministrator = (): GitHubError =>
  new GitHubError(403, 'Must have admin rights to Repository.')
export const archived = (): GitHubError => new GitHubError(403, 'Repository was archived so is read-only.')
export const badCredentials = (): GitHubError => new GitHubError(401, 'Bad credentials')
export const requiresAuthentication = (): GitHubError => new GitHubError(401, 'Requires authentication')
