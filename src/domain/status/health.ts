import { shortCommit } from '../../lib/commit.js'
import type { Deployment } from '../model/deployment.js'
import { labelOf } from '../model/environment.js'
import type { Claim } from '../label/claim.js'
import type { EnvironmentStatus } from './facts.js'

type Summary = Pick<EnvironmentStatus, 'environment' | 'kind' | 'runs' | 'state'>

/** The most severe problem of an environment, in one line; null: none. `claims`: the pull requests that request it, the holder first. */
export function problemOf(
  { environment, kind, runs, state }: Summary,
  newest: Deployment | null,
  [holder, ...others]: readonly Claim[],
): string | null {
  const label = labelOf(environment)
  const isDeploying = state === 'queued' || state === 'waiting' || state === 'in_progress'
  if (state === 'failure' && newest)
    return `The newest deployment, of ${shortCommit(newest.commit)}, failed${newest.page ? `: ${newest.page}` : '.'}`
  if (kind === 'ephemeral' && runs && !holder) return 'No open pull request uses it.'
  if (kind === 'slot' && runs && !holder) return `No open pull request has the label ${label}.`
  if (holder && !runs && !isDeploying)
    return `#${holder.pullRequest.number} has the label ${label}, but is not deployed.`
  if (others.length > 0 && kind === 'slot')
    return `Also labelled ${label}: ${others.map(({ pullRequest }) => `#${pullRequest.number}`).join(', ')}.`
  if (holder && runs && !isDeploying && others.length === 0 && runs.commit !== holder.pullRequest.sha)
    return `#${holder.pullRequest.number} has moved to ${shortCommit(holder.pullRequest.sha)}, which is not deployed.`
  return null
}
