import { actionsSettings } from './actions-settings.js'
import { artifacts } from './artifacts.js'
import { approvals } from './approvals.js'
import { checks } from './checks.js'
import { deployments } from './deployments.js'
import { environments } from './environments.js'
import { runs } from './runs.js'
import { secrets } from './secrets.js'
import { variables } from './variables.js'
import { workflows } from './workflows.js'
import { branches } from './branches.js'
import { collaborators } from './collaborators.js'
import { commits } from './commits.js'
import { issueEvents } from './issue-events.js'
import { issues } from './issues.js'
import { labels } from './labels.js'
import { contents } from './contents.js'
import { gitObjects } from './git-objects.js'
import { merges } from './merges.js'
import { releases } from './releases.js'
import type { Operations } from './operation.js'
import { pulls } from './pulls.js'
import { refs } from './refs.js'
import { repositories } from './repositories.js'
import { reviews } from './reviews.js'
import { rulesets } from './rulesets.js'
import { search } from './search.js'
import { teams } from './teams.js'
import { users } from './users.js'

/** The REST operations of the sandbox by GitHub's operationId. Their routes are in the contract. */
export const operations: Operations = {
  ...users,
  ...repositories,
  ...branches,
  ...rulesets,
  ...collaborators,
  ...teams,
  ...reviews,
  ...issueEvents,
  ...search,
  ...labels,
  ...issues,
  ...pulls,
  ...refs,
  ...commits,
  ...releases,
  ...merges,
  ...gitObjects,
  ...contents,
  ...actionsSettings,
  ...approvals,
  ...artifacts,
  ...checks,
  ...deployments,
  ...environments,
  ...runs,
  ...secrets,
  ...variables,
  ...workflows,
}
