import type { Octokit } from '@octokit/rest'
import type { Ahead, Reintegration } from '../../domain/line/audit.js'
import type { Refs } from '../../domain/line/line.js'
import type { PullRequest } from '../../domain/model/pull-request.js'
import { ask } from '../client/graphql.js'
import {
  linesSelection,
  pullRequestFields,
  toBranches,
  toPullRequest,
  type PullRequestNode,
  type RefPage,
} from '../label/query.js'

const text = (value: string): string => JSON.stringify(value)

interface Tags {
  readonly nodes: readonly {
    readonly name: string
    readonly target: { readonly oid: string; readonly target?: { readonly oid: string } }
  }[]
}
const tagsSelection = (namePart?: string): string =>
  `tags: refs(refPrefix: "refs/tags/", ${namePart === undefined ? '' : `query: ${text(namePart)}, `}first: 100, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) { nodes { name target { oid ... on Tag { target { oid } } } } }`
const toTags = ({ nodes }: Tags): ReadonlyMap<string, string> =>
  new Map(nodes.map(({ name, target }) => [name, target.target?.oid ?? target.oid]))

export const lines = (octokit: Octokit) => ({
  /** The open pull requests into some branches, and all pull requests from others. One GraphQL request for each hundred branches. */
  async pulls(
    repository: string,
    { into, from }: { readonly into: readonly string[]; readonly from: readonly string[] },
  ): Promise<{ readonly open: readonly PullRequest[]; readonly reintegrations: readonly Reintegration[] }> {
    const selections = [
      ...into.map(
        (branch) =>
          `pullRequests(baseRefName: ${text(branch)}, states: OPEN, first: 20) { nodes { ...PullRequestFields } }`,
      ),
      ...from.map(
        (branch) =>
          `pullRequests(headRefName: ${text(branch)}, first: 10, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ...PullRequestFields body mergeCommit { oid } } }`,
      ),
    ]
    const nodes: (PullRequestNode & {
      readonly body?: string
      readonly mergeCommit?: { readonly oid: string } | null
    })[] = []
    for (let at = 0; at < selections.length; at += 100) {
      const selection = selections.slice(at, at + 100).map((field, index) => `b${index}: ${field}`)
      const document = { name: 'LinePulls', selection: selection.join('\n'), fragments: pullRequestFields }
      const answer = await ask<Readonly<Record<string, { nodes: typeof nodes }>>>(
        octokit,
        repository,
        document,
        {},
      )
      nodes.push(...Object.values(answer).flatMap((page) => page.nodes ?? []))
    }
    const own = nodes.filter(({ body, isCrossRepository }) => body !== undefined && !isCrossRepository)
    return {
      open: nodes.filter(({ body }) => body === undefined).map(toPullRequest),
      reintegrations: own.map((node) => ({
        pullRequest: toPullRequest(node),
        body: node.body ?? '',
        mergeCommit: node.mergeCommit?.oid ?? null,
      })),
    }
  },

  /** The release branches and the newest tags, a hundred of each. One GraphQL request. */
  async refs(repository: string): Promise<Refs> {
    const selection = `${linesSelection} ${tagsSelection()}`
    const answer = await ask<{ readonly lines: RefPage; readonly tags: Tags }>(
      octokit,
      repository,
      { name: 'Refs', selection },
      {},
    )
    return { branches: toBranches(answer.lines), tags: toTags(answer.tags) }
  },

  /** The newest hundred tags whose names contain a text. One GraphQL request. */
  async tags(repository: string, namePart: string): Promise<ReadonlyMap<string, string>> {
    const document = { name: 'Tags', selection: tagsSelection(namePart) }
    const { tags } = await ask<{ readonly tags: Tags }>(octokit, repository, document, {})
    return toTags(tags)
  },

  /**
   * The commits of each tip that are missing on the default branch, up to a hundred each. A tip that GitHub does not know is left
   * out. One GraphQL request.
   */
  async ahead(repository: string, tips: readonly string[]): Promise<ReadonlyMap<string, Ahead>> {
    if (tips.length === 0) return new Map()
    const selection = tips.map(
      (tip, index) =>
        `c${index}: compare(headRef: ${text(tip)}) { headTarget { ... on Commit { message } } commits(first: 100) { nodes { oid message parents(first: 2) { nodes { oid } } } } }`,
    )
    interface Compared {
      readonly headTarget: { readonly message?: string }
      readonly commits: {
        readonly nodes: readonly {
          readonly oid: string
          readonly message: string
          readonly parents: { readonly nodes: readonly { readonly oid: string }[] }
        }[]
      }
    }
    const document = { name: 'MissingCommits', selection: `defaultBranchRef { ${selection.join(' ')} }` }
    const { defaultBranchRef } = await ask<{
      readonly defaultBranchRef: Readonly<Record<string, Compared | null>>
    }>(octokit, repository, document, {})
    return new Map(
      tips.flatMap((tip, index) => {
        const compared = defaultBranchRef[`c${index}`]
        if (!compared) return []
        const commits = compared.commits.nodes.map(({ oid, message, parents }) => ({
          commit: oid,
          parents: parents.nodes.map((parent) => parent.oid),
          message,
        }))
        return [[tip, { message: compared.headTarget.message ?? '', commits }] as const]
      }),
    )
  },
})
