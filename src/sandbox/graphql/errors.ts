import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { GitHubError } from '../errors.js'

/** An error of a field. `type` is GitHub's error type, which is sent to the client. */
export class FieldError extends Error {
  constructor(
    readonly type: string | null,
    message: string,
  ) {
    super(message)
  }
}

export const notResolved = (subject: string): FieldError =>
  new FieldError('NOT_FOUND', `Could not resolve to ${subject}`)
export const noSuchNode = (id: string): FieldError => notResolved(`a node with the global id of '${id}'`)
/** A field or argument of the schema that the sandbox does not implement. */
export const notInSandbox = (feature: string): FieldError =>
  new FieldError('NOT_IMPLEMENTED', `not in the sandbox: ${feature}`)

/** An error of a response, with its fields in GitHub's order. */
export interface ResponseError {
  readonly type?: string
  readonly code?: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
  readonly locations?: GraphQLFormattedError['locations']
  readonly message: string
}

/** The error of a field. Refusals of rules have the same message as over REST; other errors are rethrown. */
export function fieldError(error: GraphQLError): ResponseError {
  const position = {
    ...(error.path && { path: error.path }),
    ...(error.locations && { locations: error.locations }),
  }
  const cause = error.originalError
  if (cause instanceof FieldError) return { ...kind(cause.type), ...position, message: cause.message }
  if (cause instanceof GitHubError) return { ...refusal(cause), ...position, message: messageOf(cause) }
  if (cause) throw cause
  return { ...position, message: error.message }
}

const refusal = ({ status }: GitHubError): Pick<ResponseError, 'type' | 'extensions'> =>
  kind(status === 403 ? 'FORBIDDEN' : status === 404 ? 'NOT_FOUND' : 'UNPROCESSABLE')

const kind = (type: string | null): Pick<ResponseError, 'type' | 'extensions'> => ({
  ...(type !== null && { type }),
  ...(type === 'FORBIDDEN' && { extensions: { saml_failure: false } }),
})

/** GraphQL joins the reasons that REST lists under "Validation Failed". */
function messageOf({ status, message, errors }: GitHubError): string {
  const reasons = (errors ?? []).flatMap((reason) =>
    typeof reason === 'string' ? reason : reasonMessages(reason),
  )
  return reasons.join(', ') || (status === 403 ? message.replace(/\.$/, '') : message)
}

const reasonMessages = (reason: Readonly<Record<string, unknown>>): string[] =>
  typeof reason['message'] === 'string' ? [reason['message']] : describe(reason)

/** The GraphQL message for an error code of REST. */
function describe({ code, field }: Readonly<Record<string, unknown>>): string[] {
  const name = String(field)
    .replace(/^./, (letter) => letter.toUpperCase())
    .replaceAll('_', ' ')
  if (code === 'already_exists') return [`${name} has already been taken`]
  if (code === 'missing_field') return [`${name} can't be blank`]
  return code === 'invalid' ? [`${name} is invalid`] : []
}
