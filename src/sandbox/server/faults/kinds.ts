import type { Fault, FaultKind, FaultMatch } from './fault.js'

/** Options of predefined faults, besides the fields of every fault. */
export interface KindOptions {
  /** Seconds until a limit is reset or a client may retry. */
  readonly seconds?: number
  /** The maximum number of top-level aliases of a GraphQL document that is answered normally. */
  readonly aliases?: number
}
type FaultFields = Partial<Omit<Fault, 'match'>> & { readonly match?: FaultMatch }
interface Kind {
  readonly summary: string
  readonly make: (options: KindOptions, now: number) => FaultFields
}

const graphql: FaultMatch = { path: '/graphql' }
const always = 1_000_000_000
const limits = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api'
const exhausted = ({ seconds = 60 }: KindOptions, now: number): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-used': '5000',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(Math.ceil(now / 1000) + seconds),
})

/** The predefined faults: known failures of GitHub, with its statuses and messages. All fields of a fault can be overridden. */
export const faultKinds = {
  status: { summary: 'answer with an HTTP error (502)', make: () => ({ status: 502 }) },
  delay: { summary: 'process the request late (after 1000 ms)', make: () => ({ delayMs: 1000 }) },
  hold: { summary: 'process it at once, answer late (after 1000 ms)', make: () => ({ holdMs: 1000 }) },
  'drop-before': { summary: 'drop the connection before processing', make: () => ({ drop: 'before' }) },
  'drop-after': { summary: 'drop the connection after processing', make: () => ({ drop: 'after' }) },
  truncate: { summary: 'send only part of the answer (half)', make: () => ({ truncate: true }) },
  'primary-limit': {
    summary: 'answer with the primary rate limit (60 seconds)',
    make: (options, now) => ({
      status: 403,
      headers: exhausted(options, now),
      body: { message: 'API rate limit exceeded for user ID 1.', documentation_url: limits, status: '403' },
    }),
  },
  'graphql-limit': {
    summary: 'answer with the GraphQL rate limit (60 seconds)',
    make: (options, now) => ({
      match: graphql,
      status: 200,
      headers: exhausted(options, now),
      body: {
        errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }],
      },
    }),
  },
  'secondary-limit': {
    summary: 'answer with a secondary rate limit (60 seconds)',
    make: ({ seconds = 60 }) => ({
      status: 403,
      headers: { 'retry-after': String(seconds) },
      body: {
        message:
          'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. ' +
          'If you reach out to GitHub Support for help, please include the request ID.',
        documentation_url: `${limits}#about-secondary-rate-limits`,
      },
    }),
  },
  'resource-limits': {
    summary: 'answer a GraphQL query with the resource limit',
    make: () => ({
      match: graphql,
      status: 200,
      body: {
        data: null,
        errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits for this query exceeded.' }],
      },
    }),
  },
  'too-many-aliases': {
    summary: 'answer 502 to GraphQL with many aliases (over 300)',
    make: ({ aliases = 300 }) => ({
      match: { ...graphql, aliasesAbove: aliases },
      times: always,
      status: 502,
      body: {
        data: null,
        errors: [
          {
            message:
              'Something went wrong while executing your query. This may be the result of a timeout, ' +
              'or it could be a GitHub bug.',
          },
        ],
      },
    }),
  },
  'list-lag': {
    summary: 'omit a created object from the next lists (1 read)',
    make: () => ({ lagReads: 1 }),
  },
  'run-lag': {
    summary: 'omit a dispatched run from the next lists (3 reads)',
    make: () => ({ match: { operation: 'actions/create-workflow-dispatch' }, lagReads: 3 }),
  },
  'deployment-lag': {
    summary: "omit a job's own deployment from lists (30 s)",
    make: () => ({
      match: { kind: 'runner', method: 'POST', path: '/_sandbox/runner/jobs/*/environment' },
      times: always,
      lagMs: 30_000,
    }),
  },
  'clock-skew': {
    summary: 'send a wrong Date header (300000 ms ahead)',
    make: () => ({ times: always, skewMs: 300_000 }),
  },
} as const satisfies Readonly<Record<FaultKind, Kind>>
