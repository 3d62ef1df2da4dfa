import { valid } from 'semver'
import {
  recordOf,
  decidingDeployment,
  runningIn,
  runOf,
  waitingIn,
  type Deployment,
  type History,
  type Running,
} from '../model/deployment.js'
import { environmentsOf, kindOf } from '../model/environment.js'
import { problemOf } from './health.js'
import { toShownPullRequest } from '../model/pull-request.js'
import { newestFirst } from '../label/claim.js'
import { summaryOf } from '../model/release.js'
import { versionAt, versionsAbove, withoutHotfixes } from '../model/version.js'
import { claimsOn, requestedPreviews } from '../label/demand.js'
import type { EnvironmentStatus, Status, StatusFacts } from './facts.js'
import type { PendingApproval } from '../approval/facts.js'

/** Every configured environment, and every preview that is requested or deployed. */
export function statusOf(facts: StatusFacts): Status {
  const { config, histories, releases } = facts
  const configured = environmentsOf(config)
  const of = (environment: string): History =>
    histories.find((history) => history.environment === environment) ?? {
      environment,
      deployments: [],
      more: null,
    }
  const previews = [...new Set([...requestedPreviews(facts), ...previewsIn(histories.filter(isAlive))])]
  const latest = releases.find((release) => release.latest && !release.draft)
  const draft = releases.find((release) => release.draft)
  return {
    environments: [...configured, ...previews.toSorted()].map((name) =>
      environmentStatus(facts, of(name), of),
    ),
    latest: latest ? summaryOf(latest) : null,
    draft: draft ? summaryOf(draft) : null,
    unreintegrated: facts.unreintegrated,
  }
}

const previewsIn = (histories: readonly History[]): readonly string[] =>
  histories.map(({ environment }) => environment).filter((name) => kindOf(name) === 'ephemeral')

/** The newest deployment was not removed: it runs, is in progress, or failed. */
const isAlive = (history: History): boolean => history.deployments[0]?.state !== 'inactive'

function environmentStatus(
  facts: StatusFacts,
  history: History,
  of: (environment: string) => History,
): EnvironmentStatus {
  const { environment, deployments } = history
  const [newest] = deployments
  const claims = newestFirst(claimsOn(facts, environment))
  const runs = runsIn(facts, history)
  const state = stateOf(newest)
  const view = { repository: facts.repository, environment, kind: kindOf(environment), runs, state }
  return {
    ...view,
    behind: runs && behindOf(facts, environment, runs, of),
    waiting: waitingAt(facts, history) ?? startableAt(facts, environment),
    holder: claims[0] ? toShownPullRequest(claims[0].pullRequest) : null,
    problem: problemOf(view, newest ?? null, claims),
  }
}

const stateOf = (newest: Deployment | undefined): EnvironmentStatus['state'] =>
  !newest || newest.state === 'inactive' ? 'empty' : newest.state

/** What an environment runs. Without a recorded pull request it is the open one at that commit; if a bot deployed it, `by` is its author. */
function runsIn(facts: StatusFacts, history: History): Running | null {
  const runs = runningIn(history, versionAt(facts.releases, history.environment))
  if (!runs) return null
  const claims = claimsOn(facts, history.environment)
  const own = claims.find(({ pullRequest: { number, sha } }) => number === runs.pr || sha === runs.commit)
  const isBot = runs.by.endsWith('[bot]') || runs.by === 'github-actions'
  return {
    ...runs,
    pr: runs.pr ?? own?.pullRequest.number ?? null,
    by: own && isBot ? own.pullRequest.author : runs.by,
  }
}

/** dev, previews and slots are behind by commits of the default branch; staging and production by versions, production up to that of staging. */
function behindOf(
  { behind, releases, branches }: StatusFacts,
  environment: string,
  { commit, version }: Running,
  of: (environment: string) => History,
): EnvironmentStatus['behind'] {
  const [stage] = environment.split('/')
  if (stage !== 'staging' && stage !== 'production') {
    const commits = behind.get(commit)
    return commits === undefined ? null : { commits, versions: null }
  }
  if (version === null || valid(version) === null) return null
  if (stage === 'staging') {
    const above = withoutHotfixes(versionsAbove(releases, environment, version, null), environment, branches)
    return { commits: null, versions: above.length }
  }
  const before = of(environment.replace('production', 'staging'))
  const limit = valid(runningIn(before, versionAt(releases, before.environment))?.version ?? '')
  return { commits: null, versions: versionsAbove(releases, environment, version, limit).length }
}

/** GitHub compares the names of environments without case. */
const isSame = (first: string, second: string): boolean => first.toLowerCase() === second.toLowerCase()

/** The version of a run on the default branch is an input, which GitHub does not show before the deployment is approved. */
function waitingAt(
  { gates, releases, defaultBranch }: StatusFacts,
  history: History,
): PendingApproval | null {
  const { environment } = history
  const attempt = waitingIn(history)
  const run = attempt && runOf(attempt)
  const gate = gates.find((open) => open.run === run?.id && isSame(open.environment, environment))
  if (!attempt || !run || !gate) return null
  const { approvers, mayApprove } = gate
  const at = attempt.ref === defaultBranch ? () => null : versionAt(releases, environment)
  const { version } = recordOf(attempt, at)
  return { run: run.id, url: run.url, since: attempt.createdAt, version, approvers, mayApprove }
}

const startableAt = ({ startable }: StatusFacts, environment: string): PendingApproval | null =>
  startable.find((version) => isSame(version.environment, environment))?.waiting ?? null

/** The running commits to compare with the default branch; those of staging and production are not. */
export const commitsToCompare = (facts: Pick<StatusFacts, 'histories'>): readonly string[] => [
  ...new Set(
    facts.histories
      .filter(({ environment }) => !/^(staging|production)(\/|$)/.test(environment))
      .filter((history) => decidingDeployment(history)?.state === 'success')
      .flatMap((history) => runningIn(history, () => null)?.commit ?? []),
  ),
]
