import type { Octokit } from '@octokit/rest'
import type { DetectedDefaults } from '../../domain/init/facts.js'
import type { PullRequest } from '../../domain/model/pull-request.js'
import { RelError } from '../../errors.js'
import { ask } from '../client/graphql.js'
import { pullRequestFields, toPullRequest, type PullRequestNode } from '../label/query.js'

interface CommitNode {
  readonly oid: string
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] }
  readonly tree: { readonly oid: string }
}
interface Answer {
  readonly isPrivate: boolean
  readonly viewerPermission: string | null
  readonly mergeCommitAllowed: boolean
  readonly defaultBranchRef: { readonly name: string; readonly target: CommitNode } | null
  readonly refs: { readonly nodes: readonly { readonly name: string }[] }
  readonly root: { readonly entries: readonly { readonly name: string }[] } | null
  readonly branch: { readonly target: CommitNode } | null
  readonly proposals: { readonly nodes: readonly PullRequestNode[] }
  readonly [file: `here${number}` | `there${number}`]: { readonly text: string | null } | null
}

const commit = 'target { ... on Commit { oid tree { oid } parents(first: 2) { nodes { oid } } } }'
const own = (nodes: readonly PullRequestNode[], base: string): PullRequest | null =>
  nodes.map(toPullRequest).find((pull) => !pull.fork && pull.base === base) ?? null

export const init = (octokit: Octokit) => ({
  /** The repository, and the texts of files on its default branch and on the branch of `rel init`. One GraphQL request. */
  async readDefaults(
    repository: string,
    branch: string,
    paths: readonly string[],
  ): Promise<DetectedDefaults> {
    const blobs = paths.flatMap((path, at) => [
      `here${at}: object(expression: ${JSON.stringify(`HEAD:${path}`)}) { ... on Blob { text } }`,
      `there${at}: object(expression: ${JSON.stringify(`refs/heads/${branch}:${path}`)}) { ... on Blob { text } }`,
    ])
    const document = {
      name: 'Setup',
      declarations: ', $ref: String!, $branch: String!',
      selection: `isPrivate viewerPermission mergeCommitAllowed defaultBranchRef { name ${commit} }
        refs(refPrefix: "refs/tags/", first: 100, orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) { nodes { name } }
        root: object(expression: "HEAD:") { ... on Tree { entries { name } } }
        branch: ref(qualifiedName: $ref) { ${commit} }
        proposals: pullRequests(headRefName: $branch, states: OPEN, first: 10) { nodes { ...PullRequestFields } }
        ${blobs.join('\n')}`,
      fragments: pullRequestFields,
    }
    const answer = await ask<Answer>(octokit, repository, document, { ref: `refs/heads/${branch}`, branch })
    const { defaultBranchRef: trunk, viewerPermission: role } = answer
    if (!trunk)
      throw new RelError('usage', `${repository} has no commits yet.`, {
        hint: 'Push a first commit to its default branch.',
      })
    const textsAt = (place: 'here' | 'there'): ReadonlyMap<string, string> =>
      new Map(
        paths.flatMap((path, at) => {
          const text = answer[`${place}${at}`]?.text
          return text == null ? [] : [[path, text] as const]
        }),
      )
    return {
      repository,
      defaultBranch: trunk.name,
      head: toCommit(trunk.target),
      isPrivate: answer.isPrivate,
      mayPush: ['ADMIN', 'MAINTAIN', 'WRITE'].includes(role ?? ''),
      mayAdminister: role === 'ADMIN',
      mergeCommits: answer.mergeCommitAllowed,
      tags: answer.refs.nodes.map(({ name }) => name),
      root: answer.root?.entries.map(({ name }) => name) ?? [],
      texts: textsAt('here'),
      proposal: answer.branch && {
        ...toCommit(answer.branch.target),
        texts: textsAt('there'),
        pullRequest: own(answer.proposals.nodes, trunk.name),
      },
    }
  },

  /** Which of these labels the repository has, in lower case. One GraphQL request. */
  async labels(repository: string, names: readonly string[]): Promise<readonly string[]> {
    const selection = names
      .map((name, at) => `l${at}: label(name: ${JSON.stringify(name)}) { name }`)
      .join(' ')
    const document = { name: 'Labels', selection: `id ${selection}` }
    const answer = await ask<Readonly<Record<string, { readonly name: string } | null>>>(
      octokit,
      repository,
      document,
      {},
    )
    return names.flatMap((_, at) => answer[`l${at}`]?.name.toLowerCase() ?? [])
  },

  /** The open pull request of `rel init`. One GraphQL request. */
  async proposal(repository: string, branch: string, base: string): Promise<PullRequest | null> {
    const document = {
      name: 'Proposal',
      declarations: ', $branch: String!',
      selection:
        'proposals: pullRequests(headRefName: $branch, states: OPEN, first: 10) { nodes { ...PullRequestFields } }',
      fragments: pullRequestFields,
    }
    const { proposals } = await ask<Pick<Answer, 'proposals'>>(octokit, repository, document, { branch })
    return own(proposals.nodes, base)
  },
})

const toCommit = ({ oid, tree, parents }: CommitNode) => ({
  commit: oid,
  tree: tree.oid,
  parents: parents.nodes.map((parent) => parent.oid),
})
