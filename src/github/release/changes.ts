import type { Octokit } from '@octokit/rest'
import type { Merged } from '../../domain/release/commit.js'
import { inBatches, unlessTooMuch } from '../client/batches.js'
import {
  commitFields,
  fromRest,
  mergedFields,
  toCommitWithPullRequests,
  toMerged,
  type CommitNode,
  type CommitWithPullRequests,
  type MergedNode,
} from './commits.js'
import { comparisonOf, historyOf } from './comparison.js'
import { ask, withoutRetries } from '../client/graphql.js'
import { ownerAndRepo } from '../client/address.js'

/** Batch sizes. A commit is more expensive than a number; GitHub is unreliable above 300 aliases. */
const sizes = { numbers: 200, commits: 100 }

export const changes = (octokit: Octokit) => ({
  /** The merged pull requests with these numbers, null for any other. One GraphQL request for two hundred. */
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
        withoutRetries,
      )
      return batch.map((number) => toMerged(answer[`p${number}`] ?? null))
    })
  },

  /** These commits with their pull requests; null where GitHub fails. One GraphQL request for a hundred. */
  async introduced(
    repository: string,
    oids: readonly string[],
    withFiles: boolean,
  ): Promise<readonly (CommitWithPullRequests | null)[]> {
    return inBatches(oids, sizes.commits, async (batch) => {
      const selection = batch.map((oid, index) => `c${index}: object(oid: "${oid}") { ...CommitFields }`)
      const fragments = `${commitFields} ${mergedFields(withFiles)}`
      const document = { name: 'Commits', selection: selection.join('\n'), fragments }
      const answer = await ask<Readonly<Record<string, CommitNode | null>>>(
        octokit,
        repository,
        document,
        withoutRetries,
      )
      return batch.map((_, index) => {
        const node = answer[`c${index}`]
        return node ? toCommitWithPullRequests(node) : null
      })
    })
  },

  /** REST `repos/list-pull-requests-associated-with-commit`: for a commit that GraphQL fails for; null where REST fails too. */
  async pullRequestsOf(repository: string, oid: string): Promise<readonly Merged[] | null> {
    const parameters = { ...ownerAndRepo(repository), commit_sha: oid }
    const answer = await octokit.rest.repos
      .listPullRequestsAssociatedWithCommit(parameters)
      .catch(unlessTooMuch)
    return answer && answer.data.flatMap((pull) => fromRest(pull) ?? [])
  },

  /** The commits of `head` since a tag, newest first; without a tag, its whole history. Null: the tag is not in its history. */
  since: (
    repository: string,
    head: string,
    tag: string | null,
    withFiles: boolean,
  ): Promise<readonly CommitWithPullRequests[] | null> =>
    tag === null
      ? historyOf(octokit, repository, { head, withFiles })
      : comparisonOf(octokit, repository, { head, tag, withFiles }),

  /** REST `repos/get-commit`: the files that a commit changed, up to three hundred. */
  async files(repository: string, oid: string): Promise<readonly string[]> {
    const { data } = await octokit.rest.repos.getCommit({ ...ownerAndRepo(repository), ref: oid })
    return (data.files ?? []).map(({ filename }) => filename)
  },
})
