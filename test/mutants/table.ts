import type { Mutant } from './mutant.js'
import { adopting } from './rows/adopting.js'
import { commands } from './rows/commands.js'
import { configuration } from './rows/configuration.js'
import { credentials } from './rows/credentials.js'
import { environments } from './rows/environments.js'
import { gates } from './rows/gates.js'
import { hotfixes } from './rows/hotfixes.js'
import { publishing } from './rows/publishing.js'
import { rollbacks } from './rows/rollbacks.js'
import { sandbox } from './rows/sandbox.js'
import { scans } from './rows/scans.js'
import { sandboxRuns } from './rows/sandbox-runs.js'
import { versions } from './rows/versions.js'

/** All mutants; see "Mutants" in CONTRIBUTING.md. */
export const mutants: readonly Mutant[] = [
  ...environments,
  ...versions,
  ...publishing,
  ...gates,
  ...hotfixes,
  ...rollbacks,
  ...commands,
  ...adopting,
  ...credentials,
  ...configuration,
  ...sandbox,
  ...scans,
  ...sandboxRuns,
]
