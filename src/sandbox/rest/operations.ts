import { commits } from './commits.js'
import { issues } from './issues.js'
import { labels } from './labels.js'
import type { Operations } from './operation.js'
import { pulls } from './pulls.js'
import { refs } from './refs.js'
import { repositories } from './repositories.js'
import { users } from './users.js'

/** What the sandbox can do, by GitHub's operationId. Where each answers is in the contract. */
export const operations: Operations = {
  ...users,
  ...repositories,
  ...labels,
  ...issues,
  ...pulls,
  ...refs,
  ...commits,
}
