import type { Octokit } from '@octokit/rest'
import type { Merged } from '../domain/release/commit.js'
import { RelError } from '../errors.js'
import { inBatches, unlessTooMuch } from './batches.js'
import {
  commitFields,
  fromRest,
  mergedFields,
  toIntroduced,
  toMerged,
  type CommitNode,
  type CommitPage,
  type Introduced,
  type MergedNode,
} from './commits.js'
import { ask } from './graphql.js'
import { at } from './repository.js'

/** A document that failed is not sent again as it is: `inBatches` makes it smaller. */
const once = { request: { retries: 0 } }
/** Numbers are looked up, commits are searched for. GitHub answers more than 300 aliases unreliably. */
const sizes = { numbers: 200, commits: 100 }

export const changes = (octokit: Octokit) => ({
  /** The merged pull requests among these numbers. One GraphQL request for two hundred. */
  async pullRequests(
    repository: string,
    numbers: readonly number[],
    withFiles: boolean,
  ): Promise<readonly (Merged | null)[]> {
    return inBatches(numbers, sizes.numbers, async (batch) => {
      const selection = batch.map(
        (number) => `p${number}: pullRequest(number: ${number}) { ...MergedFields }`,
      )
      const document = {
        name: 'PullRequests',
        selection: selection.join('\n'),
        fragments: mergedFields(withFiles),
      }
      const answer = await ask<Readonly<Record<string, MergedNode | null>>>(
        octokit,
        repository,
        document,
        once,
      )
      return batch.map((number) => toMerged(answer[`p${number}`] ?? null))
    })
  },

  /** These commits and the pull requests that brought them. One GraphQL request for a hundred. Null: GitHub could not tell. */
  async introduced(
    repository: string,
    oids: readonly string[],
    withFiles: boolean,
  ): Promise<readonly (Introduced | null)[]> {
    return inBatches(oids, sizes.commits, async (batch) => {
      const selection = batch.map((oid, index) => `c${index}: object(oid: "${oid}") { ...CommitFields }`)
      const fragments = `${commitFields} ${mergedFields(withFiles)}`
      const document = { name: 'Commits', selection: selection.join('\n'), fragments }
      const answer = await ask<Readonly<Record<string, CommitNode | null>>>(
        octokit,
        repository,
        document,
        once,
      )
      return batch.map((_, index) => {
        const node = answer[`c${index}`]
        return node ? toIntroduced(node) : null
      })
    })
  },

  /** REST `repos/list-pull-requests-associated-with-commit`: for a commit that GraphQL cannot tell about. Null: nor can REST. */
  async pullRequestsOf(repository: string, oid: string): Promise<readonly Merged[] | null> {
    const wanted = { ...at(repository), commit_sha: oid }
    const answer = await octokit.rest.repos.listPullRequestsAssociatedWithCommit(wanted).catch(unlessTooMuch)
    return answer && answer.data.flatMap((pull) => fromRest(pull) ?? [])
  },

  /**
   * What `head` has and the tag has not, newest first; without a tag, all of its history. Null: the tag is no part of that. One
   * GraphQL request for a hundred commits, in smaller pages when that is too much.
   */
  async since(
    repository: string,
    head: string,
    tag: string | null,
    withFiles: boolean,
  ): Promise<readonly Introduced[] | null> {
    const found: Introduced[] = []
    let [after, size] = [null as string | null, sizes.commits]
    for (;;) {
      const page = await pageOf(octokit, repository, { head, tag, after, size, withFiles }).catch(
        unlessTooMuch,
      )
      if (!page) {
        if (size === 1) throw tooMuch(repository)
        size = Math.ceil(size / 2)
        continue
      }
      if (page === 'elsewhere') return null
      found.push(...page.nodes.flatMap((node) => (node ? [toIntroduced(node)] : [])))
      after = page.pageInfo.endCursor
      // A comparison begins with the oldest commit, a history with the newest.
      if (!page.pageInfo.hasNextPage) return tag === null ? found : found.reverse()
    }
  },

  /** REST `repos/get-commit`: what a commit changed, as far as the first three hundred files tell. */
  async files(repository: string, oid: string): Promise<readonly string[]> {
    const { data } = await octokit.rest.repos.getCommit({ ...at(repository), ref: oid })
    return (data.files ?? []).map(({ filename }) => filename)
  },
})

interface PageWish {
  readonly head: string
  readonly tag: string | null
  readonly after: string | null
  readonly size: number
  readonly withFiles: boolean
}
interface PageAnswer {
  readonly from: {
    readonly compare?: { readonly behindBy: number; readonly commits: CommitPage } | null
    readonly history?: CommitPage
  } | null
}

async function pageOf(
  octokit: Octokit,
  repository: string,
  { head, tag, after, size, withFiles }: PageWish,
): Promise<CommitPage | 'elsewhere'> {
  const page = `(first: ${size}, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...CommitFields } }`
  const document = {
    name: tag === null ? 'History' : 'Compare',
    declarations: ', $after: String',
    selection:
      tag === null
        ? `from: object(oid: "${head}") { ... on Commit { history${page} } }`
        : `from: ref(qualifiedName: ${JSON.stringify(`refs/tags/${tag}`)}) { compare(headRef: "${head}") { behindBy commits${page} } }`,
    fragments: `${commitFields} ${mergedFields(withFiles)}`,
  }
  const { from } = await ask<PageAnswer>(octokit, repository, document, { after, ...once })
  if (from?.compare && from.compare.behindBy > 0) return 'elsewhere'
  const found = from?.history ?? from?.compare?.commits
  if (found) return found
  throw new RelError('not-found', `${repository} has no commit ${head.slice(0, 7)}.`, {
    hint: 'Push it, or fetch and run the same command again.',
  })
}

const tooMuch = (repository: string): RelError =>
  new RelError('network', `GitHub does not tell the history of ${repository}.`, {
    hint: 'Run the same command again in a clone of it: git knows its history.',
  })
