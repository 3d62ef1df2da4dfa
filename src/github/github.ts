import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import Bottleneck from 'bottleneck/light.js'
import { withOptions } from './client/request-options.js'
import { branches } from './ci/branches.js'
import { changes } from './release/changes.js'
import { ci } from './ci/ci.js'
import { comparisons } from './line/comparisons.js'
import { configuration } from './config/configuration.js'
import { deployments } from './model/deployments.js'
import { environments } from './init/environments.js'
import { explain, refuseForbidden } from './client/failure.js'
import { refuseOtherServers } from './client/origin.js'
import { files } from './init/files.js'
import { createFetch } from '../http/fetch.js'
import type { Token } from '../lib/token.js'
import { keepServerTime } from './client/graphql.js'
import { init } from './init/query.js'
import { hotfixes } from './hotfix/query.js'
import { labels } from './label/labels.js'
import { uniformLimits, waitForLimits, type LimitOptions } from './client/limit.js'
import { lines } from './line/lines.js'
import { people } from './approval/people.js'
import { plainJson, singleLines } from './client/json.js'
import { publishQuery } from './publish/query.js'
import { pullRequests } from './label/pull-requests.js'
import { releases } from './release/releases.js'
import { rollouts } from './rollout/rollouts.js'
import { runs } from './rollout/runs.js'
import { slots } from './qa/slots.js'
import { status } from './status/query.js'

export type GitHub = ReturnType<typeof createGitHub>

export interface GitHubOptions extends LimitOptions {
  /** The root of the REST API, without a trailing slash. */
  readonly api: string
  readonly token: Token
  readonly userAgent: string
  /** The proxy for the API, if any. */
  readonly proxy: URL | null
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** The GitHub API: one group of methods per noun, every failure a RelError. */
export function createGitHub({ api, token, userAgent, proxy, job, notice }: GitHubOptions) {
  const waitsFor = waitForLimits({ job, notice })
  const octokit = new (Octokit.plugin(plainJson, uniformLimits, retry, throttling))({
    auth: token.value,
    baseUrl: api,
    userAgent,
    log: quiet,
    request: { fetch: createFetch({ proxy: () => proxy, timeout: 30_000 }) },
    retry: { retries: 2, retryAfterBaseValue: 400 }, // after 0.4 s and 1.6 s
    throttle: {
      onRateLimit: waitsFor("GitHub's rate limit is used up"),
      onSecondaryRateLimit: waitsFor('GitHub limits the rate of requests'),
      // The plugin would wait a second between a GraphQL query and a write; a command makes only a few writes.
      write: new Bottleneck.Group({ maxConcurrent: 1 }),
      notifications: new Bottleneck.Group({ maxConcurrent: 1 }),
    },
  })
  // A POST whose answer was lost may have succeeded, so only reads are sent again.
  octokit.hook.before('request', (options) => {
    const { query } = options as { query?: unknown }
    const reads = options.method === 'GET' || (typeof query === 'string' && query.startsWith('query'))
    if (!reads) withOptions(options, { retries: 0 })
  })
  refuseOtherServers(octokit, api)
  octokit.hook.error('request', (error) => {
    throw explain(error, { api, token, job })
  })
  refuseForbidden(octokit, { api, token, job })
  keepServerTime(octokit)
  singleLines(octokit)
  return {
    branches: branches(octokit),
    changes: changes(octokit),
    ci: ci(octokit),
    comparisons: comparisons(octokit),
    configuration: configuration(octokit),
    deployments: deployments(octokit),
    environments: environments(octokit),
    files: files(octokit),
    init: init(octokit),
    hotfixes: hotfixes(octokit),
    labels: labels(octokit),
    lines: lines(octokit),
    people: people(octokit),
    publishQuery: publishQuery(octokit),
    pullRequests: pullRequests(octokit),
    releases: releases(octokit),
    rollouts: rollouts(octokit),
    runs: runs(octokit),
    slots: slots(octokit),
    status: status(octokit),
  }
}
