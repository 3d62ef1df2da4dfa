import type { RequestError } from '@octokit/request-error'
import type { Octokit } from '@octokit/core'
import { RelError, type ErrorCode } from '../../errors.js'
import type { Token } from '../../lib/token.js'
import { minuteOf } from './limit.js'

/** The API, the token that it gets, and whether a job asks; messages name the token by its source. */
export interface ApiAccess {
  readonly api: string
  readonly token: Pick<Token, 'source' | 'remedy'>
  readonly job: boolean
}

/** The parts of Octokit's error that are read here. Octokit uses the status 500 without a response for "no answer". */
type Failure = Error & Partial<Pick<RequestError, 'status' | 'response' | 'request'>>

/** The host and the token of a failed request, and GitHub's message. */
interface FailureContext {
  readonly host: string
  readonly token: ApiAccess['token']
  readonly said: string
  readonly failure: Failure
}
type Explained = readonly [code: ErrorCode, message: string, hint: string]

/** GitHub does not distinguish what does not exist from what the token cannot see. */
export const notVisible = (what: string): Explained => [
  'not-found',
  `${what}, or the token cannot see it.`,
  'Check the name, and the access of the token: `gh auth status`.',
]
export const noRepository = (repository: string): string => `There is no repository ${repository}`

/** The errors by status; any other status below 500 is `failed`. */
const meanings: Readonly<Record<number, (context: FailureContext) => Explained>> = {
  401: ({ host, token }) => ['auth', `${host} rejected the token from ${token.source}.`, token.remedy],
  403: ({ host, token, said: text, failure }) => [
    'permission',
    `${host} denied ${methodOf(failure)} ${pathOf(failure)} to the token from ${token.source}: ${text}`,
    permissionHint(failure, text, host),
  ],
  404: ({ host, failure }) => {
    const repository = listedOf(failure)
    return notVisible(repository ? noRepository(repository) : `${host} has nothing at ${pathOf(failure)}`)
  },
}
const answered = (code: ErrorCode, { host, said: text, failure }: FailureContext): Explained => [
  code,
  `${host} answered ${failure.status}: ${text}`,
  'Run the same command again; steps that are done are not repeated.',
]

/** Converts Octokit's errors to `RelError`s. The token is never part of a message. */
export function explain(error: unknown, { api, token, job }: ApiAccess): unknown {
  const failure = error as Failure
  if (error instanceof RelError || failure.status === undefined || failure.status === 304) return error
  if (failure.cause instanceof RelError) return failure.cause
  const { host } = new URL(api)
  if (!failure.response) return unreachable(failure, host)
  if (isRateLimit(failure)) return rateLimited(failure, host, job)
  const context = { host, token, said: messageIn(failure), failure }
  const [code, message, hint] =
    meanings[failure.status]?.(context) ?? answered(failure.status >= 500 ? 'network' : 'failed', context)
  return new RelError(code, message, { hint, cause: error })
}

export const checkNetwork = 'Check the network and the proxy settings, then run the same command again.'

function unreachable(failure: Failure, host: string): RelError {
  const { message } = (failure.cause ?? failure) as Error
  const context = message.startsWith('Could not reach ') ? message : `Could not reach ${host}: ${message}`
  return new RelError('network', context, {
    hint: checkNetwork,
    cause: failure,
  })
}

const isRateLimit = ({ status, response, message }: Failure): boolean =>
  status === 429 ||
  (status === 403 &&
    (response?.headers['x-ratelimit-remaining'] === '0' ||
      response?.headers['retry-after'] !== undefined ||
      /rate limit/i.test(message)))

function rateLimited({ response }: Failure, host: string, job: boolean): RelError {
  const {
    'retry-after': wait,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': reset,
  } = response?.headers ?? {}
  const isUsedUp = !wait && remaining === '0' && reset !== undefined
  const when = wait
    ? `in ${wait} seconds`
    : isUsedUp
      ? `after ${minuteOf(Number(reset) * 1000)}`
      : 'in a few minutes'
  const message = isUsedUp
    ? `The rate limit of this token on ${host} is used up.`
    : `${host} has limited the requests of this token (rate limit).`
  return new RelError('rate-limit', message, {
    hint: `Run the ${job ? 'job' : 'same command'} again ${when}.`,
  })
}

/** GitHub's message, with the messages of its `errors`, which are objects or strings. */
function messageIn({ response, message }: Failure): string {
  const { message: text = message, errors = [] } = (response?.data ?? {}) as {
    message?: string
    errors?: unknown
  }
  const details = (Array.isArray(errors) ? errors : [errors]).map((error: unknown) =>
    typeof error === 'string' ? error : ((error as { message?: string }).message ?? JSON.stringify(error)),
  )
  return [text, ...details].join(': ')
}

/** GraphQL answers a query that the token may not make with status 200. */
export function refuseForbidden(octokit: Octokit, { api, token }: ApiAccess): void {
  octokit.hook.after('request', ({ data, headers }) => {
    const { errors } = (data ?? {}) as { errors?: unknown }
    if (!Array.isArray(errors)) return
    const [error] = (errors as { type?: string; message?: string }[]).filter(({ type = '' }) =>
      ['FORBIDDEN', 'INSUFFICIENT_SCOPES'].includes(type),
    )
    if (!error) return
    const { host } = new URL(api)
    throw new RelError(
      'permission',
      `${host} denied a query to the token from ${token.source}: ${error.message}`,
      {
        hint: signOnHint(headers['x-github-sso'], host) ?? needsRole,
      },
    )
  })
}

const needsRole = 'Use a token with the necessary role or scope, or ask for the role.'

/** `x-github-sso: required; url=…`: where the token can be authorized for an organization with single sign-on. */
function signOnHint(header: unknown, host: string): string | null {
  const [, address = ''] = /^required; url=(\S+)$/.exec(typeof header === 'string' ? header : '') ?? []
  if (!URL.canParse(address)) return null
  const { protocol, host: page } = new URL(address)
  // Only a page of the server itself is shown as one to open.
  return protocol === 'https:' && (page === host || `api.${page}` === host)
    ? `Open ${address} to authorize the token for the organization, then run the same command again.`
    : null
}

function permissionHint({ response }: Failure, text: string, host: string): string {
  const signOn = signOnHint(response?.headers['x-github-sso'], host)
  if (signOn !== null) return signOn
  if (text.includes('not permitted to create or approve pull requests'))
    return 'Allow it in the settings of the repository (Actions, General), or use another token: `reintegration` in .github/rel.yml.'
  const accepted = response?.headers['x-accepted-github-permissions']
  return accepted ? `The token needs the permission ${String(accepted)}.` : needsRole
}

const methodOf = ({ request }: Failure): string => request?.method ?? 'the request to'

const pathOf = ({ request }: Failure): string =>
  request ? new URL(request.url).pathname.replace('/api/v3', '') : 'that address'

/** The repository of a list request: a list is only missing if its repository is. */
const listedOf = (failure: Failure): string | undefined =>
  failure.request?.method === 'GET'
    ? /^\/repos\/([^/]+\/[^/]+)(\/[a-z]+)?$/.exec(pathOf(failure))?.[1]
    : undefined

/** A missing workflow has no runs. */
export const noWorkflow = (error: unknown): { data: { workflow_runs: never[] } } => {
  if (error instanceof RelError && error.code === 'not-found') return { data: { workflow_runs: [] } }
  throw error
}
