import type { Octokit } from '@octokit/rest'
import { ask, askTimed } from '../client/graphql.js'
import { configurationSelection, toLabelData, type TargetAnswer } from '../label/query.js'

export const configuration = (octokit: Octokit) => ({
  /** The text of the configuration on the default branch, or null where there is none. One GraphQL request. */
  async read(repository: string): Promise<string | null> {
    const document = { name: 'Configuration', selection: configurationSelection }
    return toLabelData(await askTimed<TargetAnswer>(octokit, repository, document, {})).configuration
  },

  /** The text of a file on the default branch, or null where there is none. One GraphQL request. */
  async file(repository: string, path: string): Promise<string | null> {
    const document = {
      name: 'File',
      declarations: ', $file: String!',
      selection: 'file: object(expression: $file) { ... on Blob { text } }',
    }
    const variables = { file: `HEAD:${path}` }
    const { file } = await ask<{ readonly file: { readonly text?: string | null } | null }>(
      octokit,
      repository,
      document,
      variables,
    )
    return file?.text ?? null
  },
})
