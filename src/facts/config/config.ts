import { explainConfig, type ExplainedConfig } from '../../config.js'
import type { Context } from '../../context.js'

/** The configuration on the default branch. */
export async function readConfig({ github, repository }: Context): Promise<ExplainedConfig> {
  return explainConfig(await github.configuration.read(repository))
}
