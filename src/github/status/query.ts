import type { Octokit } from '@octokit/rest'
import type { RecentRelease } from '../../domain/model/release.js'
import type { LabelledPullRequest } from '../../domain/label/demand.js'
import type { History } from '../../domain/model/deployment.js'
import { deploymentFields, historySelection, toHistory, type DeploymentPage } from '../model/deployments.js'
import { ask } from '../client/graphql.js'
import {
  configurationSelection,
  pullRequestFields,
  linesSelection,
  toBranches,
  toPullRequest,
  type PullRequestNode,
  type RefPage,
  type TargetAnswer,
} from '../label/query.js'

// Who holds a slot depends on the labels and commits of the pull requests.
const fragments = `${pullRequestFields}
${deploymentFields}
fragment LabelledFields on PullRequestConnection { pageInfo { hasNextPage endCursor } nodes { ...PullRequestFields
  timelineItems(itemTypes: [LABELED_EVENT], last: 20) { nodes { ... on LabeledEvent { createdAt label { name } } } }
  commits(last: 1) { nodes { commit { committedDate } } } } }`

const labelledSelection = (labels: readonly string[], after: string | null): string =>
  `labelled: pullRequests(states: OPEN, labels: ${JSON.stringify(labels)}, first: 100${after === null ? '' : `, after: ${JSON.stringify(after)}`}) { ...LabelledFields }`

interface Nodes<Node> {
  readonly nodes: readonly (Node | null)[]
}
interface LabelledNode extends PullRequestNode {
  readonly timelineItems: Nodes<{ readonly createdAt: string; readonly label: { readonly name: string } }>
  readonly commits: Nodes<{ readonly commit: { readonly committedDate: string } }>
}
interface Labelled {
  readonly labelled: Nodes<LabelledNode> & {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}
interface ReleaseNode {
  readonly tagName: string
  readonly url: string
  readonly isDraft: boolean
  readonly isPrerelease: boolean
  readonly isLatest: boolean
  readonly tagCommit: { readonly oid: string } | null
}
interface StatusAnswer extends TargetAnswer, Labelled {
  readonly defaultBranchRef: {
    readonly name: string
    readonly target: { readonly oid: string } | null
  } | null
  readonly recent: DeploymentPage
  readonly releases: Nodes<ReleaseNode>
  readonly lines: RefPage
}

/** What one request returns about a repository's environments. `recent`: the newest 100 deployments of all environments. */
export interface StatusData {
  readonly configuration: string | null
  readonly trunk: { readonly name: string; readonly commit: string } | null
  readonly histories: readonly History[]
  readonly recent: History
  readonly releases: readonly RecentRelease[]
  /** Up to 100 release branches by name, with their head commits. */
  readonly lines: ReadonlyMap<string, string>
  readonly labelled: readonly LabelledPullRequest[]
}

const present = <Node>({ nodes }: Nodes<Node>): readonly Node[] => nodes.filter((node) => node !== null)

const toLabelled = (node: LabelledNode): LabelledPullRequest => ({
  pullRequest: toPullRequest(node),
  committed: present(node.commits)[0]?.commit.committedDate ?? '',
  labellings: present(node.timelineItems).map(({ createdAt, label }) => ({
    label: label.name.toLowerCase(),
    at: createdAt,
  })),
})

const toRelease = ({
  tagName,
  url,
  isDraft,
  isPrerelease,
  isLatest,
  tagCommit,
}: ReleaseNode): RecentRelease => ({
  tag: tagName,
  commit: tagCommit?.oid ?? null,
  draft: isDraft,
  prerelease: isPrerelease,
  latest: isLatest,
  url,
})

export const status = (octokit: Octokit) => ({
  /** Everything about a repository's environments. One GraphQL request, and one for each further 100 labelled pull requests. */
  async read(
    repository: string,
    environments: readonly string[],
    labels: readonly string[],
  ): Promise<StatusData> {
    const selection = [
      configurationSelection.replace('defaultBranchRef { name }', 'defaultBranchRef { name target { oid } }'),
      ...environments.map((environment, index) => `e${index}: ${historySelection(environment, 10)}`),
      'recent: deployments(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) { ...DeploymentPage }',
      'releases(first: 10, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { tagName url isDraft isPrerelease isLatest tagCommit { oid } } }',
      linesSelection,
      labelledSelection(labels, null),
    ].join('\n')
    const answer = await ask<StatusAnswer>(octokit, repository, { name: 'Status', selection, fragments }, {})
    const pages = answer as unknown as Readonly<Record<string, DeploymentPage>>
    const { configuration, defaultBranchRef: trunk } = answer
    return {
      configuration: configuration?.text ?? null,
      trunk: trunk?.target ? { name: trunk.name, commit: trunk.target.oid } : null,
      histories: environments.map((environment, index) => toHistory(environment, pages[`e${index}`]!)),
      recent: toHistory('', answer.recent),
      releases: present(answer.releases).map(toRelease),
      lines: toBranches(answer.lines),
      labelled: await labelledFrom(octokit, repository, labels, answer),
    }
  },
})

/** The labelled pull requests of this answer and of the following pages. */
async function labelledFrom(
  octokit: Octokit,
  repository: string,
  labels: readonly string[],
  { labelled }: Labelled,
): Promise<readonly LabelledPullRequest[]> {
  const page = present(labelled).map(toLabelled)
  if (!labelled.pageInfo.hasNextPage) return page
  const document = {
    name: 'LabelledPage',
    selection: labelledSelection(labels, labelled.pageInfo.endCursor),
    fragments: fragments.replace(deploymentFields, ''),
  }
  const next = await ask<Labelled>(octokit, repository, document, {})
  return [...page, ...(await labelledFrom(octokit, repository, labels, next))]
}
