import { mustRead, type Permission } from '../permissions.js'
import { isPull, issueOf, repositoryById } from '../rules/access/access.js'
import { checksOf, type Check } from '../rules/actions/checks.js'
import { maySeeDrafts } from '../rules/releases/releases.js'
import { node, requestForRow, type Call } from './call.js'
import { canSee, visibleNode, type Find, type Found } from './visibility.js'
import { findSuite } from './suites.js'
import { reviewsFor } from './types/review.js'
import { canSeeTeam } from './types/team.js'

/** A row as a node, for tokens with one of the permissions. */
function permitted<Row extends { readonly repository: number }>(
  call: Call,
  type: string,
  row: Row | null,
  ...anyOf: readonly Permission[]
): Found {
  if (!row || !canSee(call, row.repository)) return null
  mustRead(requestForRow(call, row), ...anyOf)
  return node(type, row)
}

const release: Find = (call, id) => {
  const { world } = call
  const row = world.store.get('releases', Number(id))
  const hidden = row?.draft && !maySeeDrafts(requestForRow(call, row))
  return permitted(call, 'Release', hidden ? null : row, 'contents')
}

/** Finds a check run: a job, or a check run created over the API. */
const check: Find = (call, checkId) => {
  const { store } = call.world
  const row = store.get('jobs', Number(checkId)) ?? store.get('checkRuns', Number(checkId))
  if (!row) return null
  const all = checksOf(call.world, repositoryById(call.world, row.repository), row.sha, { latest: false })
  const found: Check | undefined = all.find(({ id }) => id === row.id)
  return permitted(call, 'CheckRun', found ?? null, 'checks')
}

const review: Find = (call, id) => {
  const row = call.world.store.get('reviews', Number(id))
  if (!row || !canSee(call, row.repository)) return null
  const issue = issueOf(call.world, repositoryById(call.world, row.repository), row.number)
  const visible = isPull(issue) && reviewsFor(call, issue).includes(row)
  return visible ? node('PullRequestReview', row) : null
}

/** Finds releases, deployments, environments, runs, checks, reviews, rulesets and teams. */
export const processFinders: Readonly<Record<string, Find>> = {
  Release: release,
  Deployment: (call, id) =>
    permitted(call, 'Deployment', call.world.store.get('deployments', Number(id)), 'deployments'),
  DeploymentStatus: (call, id) =>
    permitted(
      call,
      'DeploymentStatus',
      call.world.store.get('deploymentStatuses', Number(id)),
      'deployments',
    ),
  Environment: (call, id) => {
    const row = call.world.store.first('environments', 'id', Number(id))
    return permitted(call, 'Environment', row, 'actions', 'environments')
  },
  WorkflowRun: (call, id) =>
    permitted(call, 'WorkflowRun', call.world.store.get('runs', Number(id)), 'actions'),
  Workflow: (call, id) =>
    permitted(call, 'Workflow', call.world.store.get('workflows', Number(id)), 'actions'),
  DeploymentReview: (call, id) =>
    permitted(call, 'DeploymentReview', call.world.store.get('gateReviews', Number(id)), 'actions'),
  CheckSuite: (call, id) => permitted(call, 'CheckSuite', findSuite(call.world, Number(id)), 'checks'),
  CheckRun: check,
  StatusContext: (call, id) =>
    permitted(call, 'StatusContext', call.world.store.get('commitStatuses', Number(id)), 'statuses'),
  PullRequestReview: review,
  RepositoryRuleset: (call, id) =>
    visibleNode(call, 'RepositoryRuleset', call.world.store.get('rulesets', Number(id))),
  BranchProtectionRule: (call, id) =>
    visibleNode(call, 'BranchProtectionRule', call.world.store.get('protections', id.replace(':', '/'))),
  Team: (call, id) => {
    const team = call.world.store.get('teams', Number(id))
    return team && canSeeTeam(call, team) ? node('Team', team) : null
  },
}
