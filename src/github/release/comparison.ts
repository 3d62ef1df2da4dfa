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

interface Wish {
  readonly head: string
  readonly withFiles: boolean
}
type Nodes = readonly (CommitNode | null)[]

/** All of the history of a commit, newest first. One GraphQL request for a hundred commits. */
export async function historyOf(
  octokit: Octokit,
  repository: string,
  { head, withFiles }: Wish,
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
 * What a commit has and a tag has not, newest first. Null: the tag is no part of its history. One GraphQL request for two
 * hundred commits: a page from either end, until they meet.
 */
export async function comparisonOf(
  octokit: Octokit,
  repository: string,
  { head, withFiles, tag }: Wish & { readonly tag: string },
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
  // Where the ends meet they may overlap.
  const all = new Map(present([...oldest, ...newest]).map((node) => [node.oid, node] as const))
  return isPart ? [...all.values()].map(toCommitWithPullRequests).reverse() : null
}

const present = (nodes: Nodes): readonly CommitNode[] => nodes.filter((node) => node !== null)

/** Page after page until that was all; what is too much for GitHub is asked again in a smaller one. */
async function inPages(repository: string, ask: (size: number) => Promise<'more' | 'all'>): Promise<void> {
  let size = 100
  for (;;) {
    const told = await ask(size).catch(unlessTooMuch)
    if (told === 'all') return
    if (told === null && size === 1)
      throw new RelError('network', `GitHub does not tell the history of ${repository}.`, {
        hint: 'Run the same command again in a clone of it: git knows its history.',
      })
    if (told === null) size = Math.ceil(size / 2)
  }
}

const unknown = (repository: string, head: string): RelError =>
  new RelError('not-found', `${repository} has no commit ${shortCommit(head)}.`, {
    hint: 'Push it, or fetch and run the same command again.',
  })
