import type { Octokit } from '@octokit/rest'
import { ask } from './graphql.js'
import { configurationSelection, toLook, type TargetAnswer } from './look.js'

export const configuration = (octokit: Octokit) => ({
  /** The text of the configuration on the default branch, or null where there is none. One GraphQL request. */
  async read(repository: string): Promise<string | null> {
    const document = { name: 'ConfigurationLook', selection: configurationSelection }
    return toLook(await ask<TargetAnswer>(octokit, repository, document, {})).configuration
  },
})
