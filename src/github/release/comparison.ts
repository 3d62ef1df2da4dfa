import { shortCommit } from '../../lib/commit.js'
import type { Octokit } from '@octokit/rest'
import { RelError } from '../../errors.js'
import { unlessTooMuch } from '../client/batches.js'
import {
  commitFields,
  mergedFields,
  toCommitWithPullRequests,
  type CommitNode,
  type CommitPage,
  type CommitWithPullRequests,
} from './commits.js'
import { ask, withoutRetries } from '../client/graphql.js'

interface HistoryOptions {
  readonly head: string
  readonly withFiles: boolean
}
type Nodes = readonly (CommitNode | null)[]

/** The whole history of a commit, newest first. One GraphQL request for a hundred commits. */
export async function historyOf(
  octokit: Octokit,
  repository: string,
  { head, withFiles }: HistoryOptions,
): Promise<readonly CommitWithPullRequests[]> {
  interface Answer {
    readonly from: { readonly history?: CommitPage } | null
  }
  const found: CommitNode[] = []
  let after: string | null = null
  await inPages(repository, async (size) => {
    const document = {
      name: 'History',
      declarations: ', $after: String',
      selection: `from: object(oid: "${head}") { ... on Commit {
        history(first: ${size}, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...CommitFields } } } }`,
      fragments: `${commitFields} ${mergedFields(withFiles)}`,
    }
    const { from } = await ask<Answer>(octokit, repository, document, { after, ...withoutRetries })
    if (!from?.history) throw unknown(repository, head)
    found.push(...present(from.history.nodes))
    after = from.history.pageInfo.endCursor
    return from.history.pageInfo.hasNextPage ? 'more' : 'all'
  })
  return found.map(toCommitWithPullRequests)
}

/**
 * The commits of a head since a tag, newest first. Null: the tag is not in its history. One GraphQL request for two hundred
 * commits: a page from either end, until the pages meet.
 */
export async function comparisonOf(
  octokit: Octokit,
  repository: string,
  { head, withFiles, tag }: HistoryOptions & { readonly tag: string },
): Promise<readonly CommitWithPullRequests[] | null> {
  interface Answer {
    readonly from: {
      readonly compare?: {
        readonly behindBy: number
        readonly oldest: CommitPage & { readonly totalCount: number }
        readonly newest: { readonly pageInfo: { readonly startCursor: string | null }; readonly nodes: Nodes }
      } | null
    } | null
  }
  const [oldest, newest]: [(CommitNode | null)[], (CommitNode | null)[]] = [[], []]
  let ends: Readonly<Record<'after' | 'before', string | null>> = { after: null, before: null }
  let isPart = true
  await inPages(repository, async (size) => {
    const document = {
      name: 'Compare',
      declarations: ', $after: String, $before: String',
      selection: `from: ref(qualifiedName: ${JSON.stringify(`refs/tags/${tag}`)}) { compare(headRef: "${head}") { behindBy
        oldest: commits(first: ${size}, after: $after) { totalCount pageInfo { endCursor } nodes { ...CommitFields } }
        newest: commits(last: ${size}, before: $before) { pageInfo { startCursor } nodes { ...CommitFields } } } }`,
      fragments: `${commitFields} ${mergedFields(withFiles)}`,
    }
    const { from } = await ask<Answer>(octokit, repository, document, { ...ends, ...withoutRetries })
    if (!from?.compare) throw unknown(repository, head)
    const { compare } = from
    isPart = compare.behindBy === 0
    oldest.push(...compare.oldest.nodes)
    newest.unshift(...compare.newest.nodes)
    ends = { after: compare.oldest.pageInfo.endCursor, before: compare.newest.pageInfo.startCursor }
    return isPart && oldest.length + newest.length < compare.oldest.totalCount ? 'more' : 'all'
  })
  // The last pages may overlap.
  const all = new Map(present([...oldest, ...newest]).map((node) => [node.oid, node] as const))
  return isPart ? [...all.values()].map(toCommitWithPullRequests).reverse() : null
}

const present = (nodes: Nodes): readonly CommitNode[] => nodes.filter((node) => node !== null)

/** Reads page after page; one that is too large for GitHub is repeated at half the size. */
async function inPages(repository: string, ask: (size: number) => Promise<'more' | 'all'>): Promise<void> {
  let size = 100
  for (;;) {
    const result = await ask(size).catch(unlessTooMuch)
    if (result === 'all') return
    if (result === null && size === 1)
      throw new RelError('network', `GitHub could not return the history of ${repository}.`, {
        hint: 'Run the same command in a clone of the repository, which has the history.',
      })
    if (result === null) size = Math.ceil(size / 2)
  }
}

const unknown = (repository: string, head: string): RelError =>
  new RelError('not-found', `${repository} has no commit ${shortCommit(head)}.`, {
    hint: 'Push it, or fetch and run the same command again.',
  })
