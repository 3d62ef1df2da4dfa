import type { Octokit } from '@octokit/rest'
import type { History } from '../../domain/model/deployment.js'
import type { Tag } from '../../domain/model/release.js'
import { deploymentFields, historySelection, toHistory, type DeploymentPage } from '../model/deployments.js'
import { ask } from '../client/graphql.js'
import { configurationSelection, type TargetAnswer } from '../label/query.js'

interface TagNode {
  readonly name: string
  readonly target: { readonly oid: string; readonly target?: { readonly oid: string } } | null
}
interface ReleaseAnswer extends Omit<TargetAnswer, 'defaultBranchRef'> {
  readonly url: string
  readonly defaultBranchRef: {
    readonly name: string
    readonly target: { readonly oid: string } | null
  } | null
  readonly latestRelease: { readonly databaseId: number } | null
  readonly tags: { readonly nodes: readonly (TagNode | null)[] }
}

/** The data about releases from one request. `tags`: the newest hundred, with their commits; `latest`: the id of the latest release. */
export interface RepositoryReleases {
  readonly configuration: string | null
  readonly page: string
  readonly trunk: { readonly name: string; readonly commit: string } | null
  readonly latest: number | null
  readonly tags: readonly Tag[]
  readonly histories: readonly History[]
}

const selectionOf = (environments: readonly string[]): string =>
  [
    configurationSelection.replace(
      'defaultBranchRef { name }',
      'url defaultBranchRef { name target { oid } }',
    ),
    'latestRelease { databaseId }',
    `tags: refs(refPrefix: "refs/tags/", first: 100, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
      nodes { name target { oid ... on Tag { target { oid } } } } }`,
    ...environments.map((environment, index) => `e${index}: ${historySelection(environment, 10)}`),
  ].join('\n')

/** The configuration, the default branch, the newest tags and the deployments of some environments. One GraphQL request. */
export async function queryRepositoryReleases(
  octokit: Octokit,
  repository: string,
  environments: readonly string[],
): Promise<RepositoryReleases> {
  const fragments = environments.length > 0 ? deploymentFields : ''
  const document = { name: 'Releases', selection: selectionOf(environments), fragments }
  const answer = await ask<ReleaseAnswer>(octokit, repository, document, {})
  const pages = answer as unknown as Readonly<Record<string, DeploymentPage>>
  const { configuration, defaultBranchRef: trunk, latestRelease, tags, url } = answer
  return {
    configuration: configuration?.text ?? null,
    page: url,
    trunk: trunk?.target ? { name: trunk.name, commit: trunk.target.oid } : null,
    latest: latestRelease?.databaseId ?? null,
    tags: tags.nodes.flatMap((tag) =>
      tag?.target
        ? [{ name: tag.name, object: tag.target.oid, commit: tag.target.target?.oid ?? tag.target.oid }]
        : [],
    ),
    histories: environments.map((environment, index) => toHistory(environment, pages[`e${index}`]!)),
  }
}
