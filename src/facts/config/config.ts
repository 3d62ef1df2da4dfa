import { explainConfig, type ExplainedConfig } from '../../config.js'
import type { Context } from '../../context.js'

/** The configuration of the repository, as its default branch has it. */
export async function readConfig({ github, repository }: Context): Promise<ExplainedConfig> {
  return explainConfig(await github.configuration.read(repository))
}
