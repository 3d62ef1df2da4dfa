import { shortCommit } from '../../lib/commit.js'
import type { Deployment } from '../model/deployment.js'
import { labelOf } from '../model/environment.js'
import type { Claim } from '../label/claim.js'
import type { EnvironmentStatus } from './facts.js'

type Seen = Pick<EnvironmentStatus, 'environment' | 'kind' | 'runs' | 'state'>

/** What is wrong with an environment, in one line; the worst first. `claims`: who wants it, its holder first. */
export function problemOf(
  { environment, kind, runs, state }: Seen,
  newest: Deployment | null,
  [holder, ...others]: readonly Claim[],
): string | null {
  const label = labelOf(environment)
  const under = state === 'queued' || state === 'waiting' || state === 'in_progress'
  if (state === 'failure' && newest)
    return `The newest deployment, of ${shortCommit(newest.commit)}, failed${newest.page ? `: ${newest.page}` : '.'}`
  if (kind === 'ephemeral' && runs && !holder) return 'No open pull request wants it.'
  if (kind === 'slot' && runs && !holder) return 'No open pull request has its label.'
  if (holder && !runs && !under)
    return `#${holder.pullRequest.number} has the label ${label}, but nothing runs.`
  if (others.length > 0 && kind === 'slot')
    return `Also labelled ${label}: ${others.map(({ pullRequest }) => `#${pullRequest.number}`).join(', ')}.`
  if (holder && runs && !under && others.length === 0 && runs.commit !== holder.pullRequest.sha)
    return `#${holder.pullRequest.number} is at ${shortCommit(holder.pullRequest.sha)}.`
  return null
}
