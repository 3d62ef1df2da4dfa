import type { Octokit } from '@octokit/rest'
import type { Origin } from '../../domain/model/conflict.js'
import type { History } from '../../domain/model/deployment.js'
import type { PickSource } from '../../domain/hotfix/cherry-pick.js'
import type { OwnPullRequest } from '../../domain/hotfix/facts.js'
import { deploymentFields, historySelection, toHistory, type DeploymentPage } from '../model/deployments.js'
import { ask } from '../client/graphql.js'
import {
  configurationSelection,
  pullRequestFields,
  toPullRequest,
  type TargetAnswer,
  type PullRequestNode,
} from '../label/query.js'
import { mergingFields, takesMerges, type Merging } from './merge-settings.js'

/** The data about hotfixes: the configuration, the default branch, whether it accepts merge commits, and deployments. */
export interface HotfixQuery {
  readonly configuration: string | null
  readonly trunk: { readonly name: string; readonly commit: string }
  /** Whether the default branch accepts merge commits. */
  readonly takesMerges: boolean
  readonly histories: readonly History[]
  readonly sources: readonly PickSource[]
  /** The open and merged pull requests of the branch that was named, newest first. */
  readonly own: readonly OwnPullRequest[]
}
export interface HotfixQueryOptions {
  readonly environments: readonly string[]
  /** The numbers of the pull requests to cherry-pick. */
  readonly picks?: readonly number[]
  readonly head?: string
}

const sourceFields = `fragment SourceFields on PullRequest { number title state mergedAt author { login } headRefOid mergeCommit { oid }
  commits(last: 100) { nodes { commit { messageHeadline authoredDate author { email } } } } }`

interface SourceNode {
  readonly number: number
  readonly title: string
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED'
  readonly mergedAt: string | null
  readonly author: { readonly login: string } | null
  readonly headRefOid: string
  readonly mergeCommit: { readonly oid: string } | null
  readonly commits: {
    readonly nodes: readonly {
      readonly commit: {
        readonly messageHeadline: string
        readonly authoredDate: string
        readonly author: { readonly email: string | null } | null
      }
    }[]
  }
}
interface LineAnswer extends Omit<TargetAnswer, 'own'>, Merging {
  readonly own?: { readonly nodes: readonly (PullRequestNode & { readonly body: string })[] }
  readonly trunk:
    | (NonNullable<Merging['trunk']> & { readonly name: string; readonly target: { readonly oid: string } })
    | null
}

const toSource = (node: SourceNode): PickSource => ({
  number: node.number,
  title: node.title,
  author: node.author?.login ?? 'ghost',
  state: node.state.toLowerCase() as PickSource['state'],
  mergedAt: node.mergedAt ?? '',
  mergeCommit: node.mergeCommit?.oid ?? null,
  head: node.headRefOid,
  commits: node.commits.nodes.map(({ commit }) => ({
    subject: commit.messageHeadline,
    email: commit.author?.email ?? '',
    at: Date.parse(commit.authoredDate) / 1000,
  })),
})

const text = (value: string): string => JSON.stringify(value)

export const hotfixes = (octokit: Octokit) => ({
  /** The data about hotfixes. One GraphQL request. */
  async query(
    repository: string,
    { environments, picks = [], head }: HotfixQueryOptions,
  ): Promise<HotfixQuery> {
    const selection = [
      configurationSelection,
      `mergeCommitAllowed trunk: defaultBranchRef { name target { oid } ${mergingFields} }`,
      ...environments.map((name, index) => `e${index}: ${historySelection(name, 10)}`),
      ...picks.map((number, index) => `p${index}: pullRequest(number: ${number}) { ...SourceFields }`),
      head === undefined
        ? ''
        : `own: pullRequests(headRefName: ${text(head)}, states: [OPEN, MERGED], first: 20, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ...PullRequestFields body } }`,
    ].join('\n')
    const fragments = [
      environments.length > 0 ? deploymentFields : '',
      picks.length > 0 ? sourceFields : '',
      head === undefined ? '' : pullRequestFields,
    ].join('\n')
    const answer = await ask<LineAnswer>(octokit, repository, { name: 'Line', selection, fragments }, {})
    const pages = answer as unknown as Readonly<Record<string, DeploymentPage>>
    const found = answer as unknown as Readonly<Record<string, SourceNode | null>>
    const { trunk } = answer
    return {
      configuration: answer.configuration?.text ?? null,
      trunk: { name: trunk?.name ?? 'main', commit: trunk?.target.oid ?? '' },
      takesMerges: takesMerges(answer),
      histories: environments.map((name, index) => toHistory(name, pages[`e${index}`]!)),
      sources: picks.flatMap((_, index) => found[`p${index}`] ?? []).map(toSource),
      own: answer.own?.nodes.map((node) => ({ ...toPullRequest(node), body: node.body })) ?? [],
    }
  },

  /** Whether no check of a pull request has started and nobody has reopened it. One GraphQL request. */
  async checksNeverStarted(repository: string, number: number): Promise<boolean> {
    const selection = `pull: pullRequest(number: ${number}) { timelineItems(itemTypes: [REOPENED_EVENT], last: 1) { nodes { __typename } }
      commits(last: 1) { nodes { commit { statusCheckRollup { state } } } } }`
    interface Answer {
      readonly pull: {
        readonly timelineItems: { readonly nodes: readonly object[] }
        readonly commits: {
          readonly nodes: readonly { readonly commit: { readonly statusCheckRollup: object | null } }[]
        }
      }
    }
    const { pull } = await ask<Answer>(octokit, repository, { name: 'Checks', selection }, {})
    return pull.timelineItems.nodes.length === 0 && !pull.commits.nodes[0]?.commit.statusCheckRollup
  },

  /** The pull request and the author of each commit, as far as GitHub knows them. One GraphQL request for each hundred. */
  async origins(repository: string, commits: readonly string[]): Promise<ReadonlyMap<string, Origin>> {
    const page = commits.slice(0, 100)
    if (page.length === 0) return new Map()
    const selection = page.map((commit, index) => `c${index}: object(oid: ${text(commit)}) { ...Origin }`)
    const fragments =
      'fragment Origin on Commit { author { name user { login } } associatedPullRequests(first: 5) { nodes { number title headRefName author { login } } } }'
    interface OriginNode {
      readonly author: {
        readonly name: string | null
        readonly user: { readonly login: string } | null
      } | null
      readonly associatedPullRequests: {
        readonly nodes: readonly {
          readonly number: number
          readonly title: string
          readonly headRefName: string
          readonly author: { readonly login: string } | null
        }[]
      } | null
    }
    const document = { name: 'CommitOrigins', selection: selection.join('\n'), fragments }
    const answer = await ask<Readonly<Record<string, OriginNode | null>>>(octokit, repository, document, {})
    const origins = page.map((commit, index) => {
      const origin = answer[`c${index}`]
      // A reintegration contains commits of other pull requests.
      const pull = origin?.associatedPullRequests?.nodes.find(
        ({ headRefName }) => !headRefName.startsWith('reintegrate/'),
      )
      const author = pull?.author?.login ?? origin?.author?.user?.login ?? origin?.author?.name ?? null
      return [commit, { number: pull?.number ?? null, title: pull?.title ?? null, author }] as const
    })
    return new Map([...origins, ...(await this.origins(repository, commits.slice(100)))])
  },
})
