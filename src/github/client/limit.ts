import type { Octokit } from '@octokit/core'
import type { RequestError } from '@octokit/request-error'

/** The most seconds that a request waits for a limit in all: somebody waits for a command, and nobody for a job. */
export const longestWait = { command: 30, job: 600 } as const

/** How a client behaves at the end of a rate limit. */
export interface LimitOptions {
  /** Whether this process is a step of a job of GitHub Actions. */
  readonly job: boolean
  /** Tells people why a job waits. */
  readonly notice: (text: string) => void
}

type Response = NonNullable<RequestError['response']>
interface GraphqlAnswer {
  readonly errors?: readonly { readonly type?: string; readonly message: string }[]
}

/**
 * Gives every rate limit the form that Octokit's plugins understand: GraphQL answers 200 with an error of either of two types, and
 * possibly a few points that remain; the reset is in the server's time, which the plugins compare with this machine's. It must be
 * registered before them.
 */
export function uniformLimits(octokit: Octokit): void {
  octokit.hook.wrap('request', async (request, options) => {
    try {
      const response = await request(options)
      const error = limitErrorIn(response.data as GraphqlAnswer | null)
      if (!error) return response
      const headers = { ...response.headers, 'x-ratelimit-remaining': '0' }
      throw Object.assign(new Error(error.message), {
        status: 403,
        request: options,
        response: { ...response, headers },
      })
    } catch (error) {
      const { response } = error as { response?: Response }
      if (response) toLocalTime(response)
      throw error
    }
  })
}

const limitErrorIn = (answer: GraphqlAnswer | null) =>
  Array.isArray(answer?.errors)
    ? answer.errors.find(({ type }) => type === 'RATE_LIMITED' || type === 'RATE_LIMIT')
    : undefined

function toLocalTime({ headers }: Response): void {
  const ahead = Date.parse(headers.date ?? '') - Date.now()
  const reset = Number(headers['x-ratelimit-reset'])
  if (Number.isNaN(ahead) || Number.isNaN(reset)) return
  headers['x-ratelimit-reset'] = String(Math.round(reset - ahead / 1000))
}

/** Decides for the throttling plugin whether a request waits so many seconds and is sent again. */
export function waitForLimits({ job, notice }: LimitOptions) {
  const longest = job ? longestWait.job : longestWait.command
  const waited = new WeakMap<object, number>()
  let announced = 0
  const announce = (until: number, reason: string): void => {
    // Concurrent requests wait for the same reset.
    if (job && until > announced + 60_000) notice(`${reason}; waiting until ${minuteOf(until)}.`)
    announced = Math.max(announced, until)
  }
  return (reason: string) =>
    (seconds: number, options: object, _octokit: object, retries: number): boolean => {
      const total = (waited.get(options) ?? 0) + seconds
      if (total > longest || retries >= 2) return false
      waited.set(options, total)
      announce(Date.now() + seconds * 1000, reason)
      return true
    }
}

/** A time of today as `14:05 UTC`, rounded up to the minute. */
export const minuteOf = (milliseconds: number): string =>
  `${new Date(Math.ceil(milliseconds / 60_000) * 60_000).toISOString().slice(11, 16)} UTC`
