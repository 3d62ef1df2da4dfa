import type { Fields } from '../call.js'
import { none } from '../connection.js'

/** Nothing in the sandbox checks or deploys commits yet, so a commit has no status, as on GitHub where nothing ran. */
export const unchecked: Fields<unknown> = {
  checkSuites: none,
  deployments: none,
  status: () => null,
  statusCheckRollup: () => null,
}
