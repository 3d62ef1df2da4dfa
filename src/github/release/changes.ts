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
        withoutRetries,
      )
      return batch.map((number) => toMerged(answer[`p${number}`] ?? null))
    })
  },

  /** These commits and the pull requests that brought them. One GraphQL request for a hundred. Null: GitHub could not tell. */
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

  /** REST `repos/list-pull-requests-associated-with-commit`: for a commit that GraphQL cannot tell about. Null: nor can REST. */
  async pullRequestsOf(repository: string, oid: string): Promise<readonly Merged[] | null> {
    const wanted = { ...ownerAndRepo(repository), commit_sha: oid }
    const answer = await octokit.rest.repos.listPullRequestsAssociatedWithCommit(wanted).catch(unlessTooMuch)
    return answer && answer.data.flatMap((pull) => fromRest(pull) ?? [])
  },

  /** What `head` has and the tag has not, newest first; without a tag, all of its history. Null: the tag is no part of that. */
  since: (
    repository: string,
    head: string,
    tag: string | null,
    withFiles: boolean,
  ): Promise<readonly CommitWithPullRequests[] | null> =>
    tag === null
      ? historyOf(octokit, repository, { head, withFiles })
      : comparisonOf(octokit, repository, { head, tag, withFiles }),

  /** REST `repos/get-commit`: what a commit changed, as far as the first three hundred files tell. */
  async files(repository: string, oid: string): Promise<readonly string[]> {
    const { data } = await octokit.rest.repos.getCommit({ ...ownerAndRepo(repository), ref: oid })
    return (data.files ?? []).map(({ filename }) => filename)
  },
})
