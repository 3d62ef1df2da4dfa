import { mutationTypes } from './mutations/mutation.js'
import { actorTypes } from './types/actor.js'
import { checkSuiteTypes } from './types/check-suite.js'
import { checkTypes } from './types/check.js'
import { commitTypes } from './types/commit.js'
import { deploymentTypes } from './types/deployment.js'
import { environmentTypes } from './types/environment.js'
import { gitObjectTypes } from './types/git-object.js'
import { issueTypes } from './types/issue.js'
import { labelTypes } from './types/label.js'
import { organizationTypes } from './types/organization.js'
import { pullCommitTypes } from './types/pull-commit.js'
import { pullRequestTypes } from './types/pull-request.js'
import { queryTypes } from './types/query.js'
import { refTypes } from './types/ref.js'
import { releaseTypes } from './types/release.js'
import { repositoryTypes } from './types/repository.js'
import { reviewTypes } from './types/review.js'
import { rulesetTypes } from './types/ruleset.js'
import { runTypes } from './types/run.js'
import { statusTypes } from './types/status.js'
import { teamTypes } from './types/team.js'
import { timelineTypes } from './types/timeline.js'

/** The resolvers of all types that the sandbox implements. */
export const types = {
  ...queryTypes,
  ...mutationTypes,
  ...actorTypes,
  ...organizationTypes,
  ...teamTypes,
  ...repositoryTypes,
  ...releaseTypes,
  ...deploymentTypes,
  ...environmentTypes,
  ...runTypes,
  ...checkSuiteTypes,
  ...checkTypes,
  ...statusTypes,
  ...rulesetTypes,
  ...labelTypes,
  ...issueTypes,
  ...pullRequestTypes,
  ...pullCommitTypes,
  ...reviewTypes,
  ...timelineTypes,
  ...refTypes,
  ...commitTypes,
  ...gitObjectTypes,
}
