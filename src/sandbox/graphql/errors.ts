import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { GitHubError } from '../errors.js'

/** A field that cannot be answered. `type` is GitHub's word for the kind of failure, and reaches the client as such. */
export class FieldError extends Error {
  constructor(
    readonly type: string | null,
    message: string,
  ) {
    super(message)
  }
}

export const notResolved = (what: string): FieldError =>
  new FieldError('NOT_FOUND', `Could not resolve to ${what}`)
export const noSuchNode = (id: string): FieldError => notResolved(`a node with the global id of '${id}'`)
/** The schema has it, GitHub answers it, the sandbox does not know it: said, never made up. */
export const notInSandbox = (what: string): FieldError =>
  new FieldError('NOT_IMPLEMENTED', `not in the sandbox: ${what}`)

/** An error of the answer as GitHub writes it: its kind first, then where and what. */
export interface AnswerError {
  readonly type?: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
  readonly locations?: GraphQLFormattedError['locations']
  readonly message: string
}

/** The error of one field. What a rule refused over REST has the same words here; bugs are thrown on. */
export function fieldError(error: GraphQLError): AnswerError {
  const where = {
    ...(error.path && { path: error.path }),
    ...(error.locations && { locations: error.locations }),
  }
  const cause = error.originalError
  if (cause instanceof FieldError) return { ...kind(cause.type), ...where, message: cause.message }
  if (cause instanceof GitHubError) return { ...refusal(cause), ...where, message: wordsOf(cause) }
  if (cause) throw cause
  return { ...where, message: error.message }
}

const refusal = ({ status }: GitHubError): Pick<AnswerError, 'type' | 'extensions'> =>
  kind(status === 403 ? 'FORBIDDEN' : status === 404 ? 'NOT_FOUND' : 'UNPROCESSABLE')

const kind = (type: string | null): Pick<AnswerError, 'type' | 'extensions'> => ({
  ...(type !== null && { type }),
  ...(type === 'FORBIDDEN' && { extensions: { saml_failure: false } }),
})

/** GraphQL gives the reason where REST gives "Validation Failed" and a list of reasons. */
function wordsOf({ status, message, errors }: GitHubError): string {
  const reasons = (errors ?? []).flatMap((reason) =>
    typeof reason === 'string' ? reason : messageOf(reason),
  )
  return reasons.join(', ') || (status === 403 ? message.replace(/\.$/, '') : message)
}

const messageOf = (reason: Readonly<Record<string, unknown>>): string[] =>
  typeof reason['message'] === 'string' ? [reason['message']] : describe(reason)

/** GitHub says of a field what REST has as a code. */
function describe({ code, field }: Readonly<Record<string, unknown>>): string[] {
  const name = String(field)
    .replace(/^./, (letter) => letter.toUpperCase())
    .replaceAll('_', ' ')
  if (code === 'already_exists') return [`${name} has already been taken`]
  if (code === 'missing_field') return [`${name} can't be blank`]
  return code === 'invalid' ? [`${name} is invalid`] : []
}
