import type { Octokit } from '@octokit/rest'
import type { Author, Commit, Merged } from '../../domain/release/commit.js'

interface Actor {
  readonly __typename: string
  readonly login: string
}
export interface MergedNode {
  readonly number: number
  readonly title: string
  readonly url: string
  readonly body: string
  readonly merged: boolean
  readonly baseRefName: string
  readonly headRefName: string
  readonly author: Actor | null
  readonly mergeCommit: { readonly oid: string } | null
  readonly labels: { readonly nodes: readonly ({ readonly name: string } | null)[] } | null
  readonly files?: { readonly nodes: readonly ({ readonly path: string } | null)[] } | null
}
export interface CommitNode {
  readonly oid: string
  readonly message: string
  readonly author: { readonly name: string; readonly user: { readonly login: string } | null } | null
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] }
  readonly associatedPullRequests: { readonly nodes: readonly (MergedNode | null)[] } | null
}
export interface CommitPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly (CommitNode | null)[]
}

/** The fields of a pull request; `withFiles`: with up to a hundred of the files that it changed. */
export const mergedFields = (withFiles: boolean): string =>
  `fragment MergedFields on PullRequest { number title url body merged baseRefName headRefName author { __typename login }
    mergeCommit { oid } labels(first: 20) { nodes { name } }${withFiles ? ' files(first: 100) { nodes { path } }' : ''} }`
export const commitFields = `fragment CommitFields on Commit { oid message author { name user { login } } parents(first: 4) { nodes { oid } }
    associatedPullRequests(first: 5) { nodes { ...MergedFields } } }`

const actorOf = (actor: Actor | null): Author => {
  if (!actor) return { name: 'ghost', login: 'ghost', bot: false }
  const bot = actor.__typename === 'Bot'
  const login = bot ? `${actor.login.replace(/\[bot\]$/, '')}[bot]` : actor.login
  return { name: login, login, bot }
}

/** Null for a pull request that is not merged. */
export const toMerged = (node: MergedNode | null): Merged | null =>
  node?.merged
    ? {
        number: node.number,
        title: node.title,
        url: node.url,
        author: actorOf(node.author),
        body: node.body,
        labels: node.labels?.nodes.flatMap((label) => label?.name.toLowerCase() ?? []) ?? [],
        base: node.baseRefName,
        head: node.headRefName,
        mergeCommit: node.mergeCommit?.oid ?? null,
        files: node.files?.nodes.flatMap((file) => file?.path ?? []) ?? null,
      }
    : null

const toCommit = (node: CommitNode): Commit => ({
  oid: node.oid,
  message: node.message,
  parents: node.parents.nodes.map(({ oid }) => oid),
  author: {
    name: node.author?.name ?? 'ghost',
    login: node.author?.user?.login ?? null,
    bot: node.author?.user?.login.endsWith('[bot]') ?? false,
  },
  files: null,
})

/** A commit, and the merged pull requests that GitHub associates with it. */
export interface CommitWithPullRequests {
  readonly commit: Commit
  readonly pulls: readonly Merged[]
}

type Listed = Awaited<
  ReturnType<Octokit['rest']['repos']['listPullRequestsAssociatedWithCommit']>
>['data'][number]

/** The same from REST, without the files. */
export const fromRest = (pull: Listed): Merged | null =>
  pull.merged_at === null
    ? null
    : {
        number: pull.number,
        title: pull.title,
        url: pull.html_url,
        author: actorOf(pull.user && { __typename: pull.user.type, login: pull.user.login }),
        body: pull.body ?? '',
        labels: pull.labels.map(({ name }) => name.toLowerCase()),
        base: pull.base.ref,
        head: pull.head.ref,
        mergeCommit: pull.merge_commit_sha,
        files: null,
      }

export const toCommitWithPullRequests = (node: CommitNode): CommitWithPullRequests => ({
  commit: toCommit(node),
  pulls: (node.associatedPullRequests?.nodes ?? []).flatMap((pull) => toMerged(pull) ?? []),
})
