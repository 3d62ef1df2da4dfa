import type { Octokit } from '@octokit/rest'
import type { PullRequest, Target } from '../../domain/model/pull-request.js'
import { askTimed, type Timed } from '../client/graphql.js'
import {
  pullRequestFields,
  targetDeclarations,
  targetSelection,
  targetVariables,
  toLabelData,
  toPullRequest,
  type LabelData,
  type PullRequestNode,
  type TargetAnswer,
} from './query.js'
import { ownerAndRepo } from '../client/address.js'

interface LabelledAnswer extends TargetAnswer {
  readonly label: { readonly name: string } | null
  readonly labelled: {
    readonly nodes: readonly PullRequestNode[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}
export interface Labelled {
  readonly labelExists: boolean
  readonly labelled: readonly PullRequest[]
}

interface NewPullRequest {
  readonly head: string
  readonly base: string
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly draft?: boolean
}

const labelledSelection = `label(name: $label) { name }
  labelled: pullRequests(labels: [$label], states: OPEN, first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...PullRequestFields } }`

export const pullRequests = (octokit: Octokit) => ({
  /** The target alone. One GraphQL request. */
  async read(repository: string, target: Target): Promise<LabelData> {
    const document = {
      name: 'PullRequest',
      declarations: targetDeclarations,
      selection: targetSelection,
      fragments: pullRequestFields,
    }
    return toLabelData(await askTimed<TargetAnswer>(octokit, repository, document, targetVariables(target)))
  },

  /** The target, and the open pull requests with a label. One GraphQL request per hundred of them. */
  async readWithLabelled(repository: string, target: Target, label: string): Promise<LabelData & Labelled> {
    const document = {
      name: 'LabelledPullRequests',
      declarations: `${targetDeclarations}, $label: String!, $after: String`,
      selection: `${targetSelection} ${labelledSelection}`,
      fragments: pullRequestFields,
    }
    const variables = { ...targetVariables(target), label }
    const nodes: PullRequestNode[] = []
    for (let after: string | null = null; ;) {
      const response: Timed<LabelledAnswer> = await askTimed(octokit, repository, document, {
        ...variables,
        after,
      })
      const { answer } = response
      nodes.push(...answer.labelled.nodes)
      after = answer.labelled.pageInfo.endCursor
      if (!answer.labelled.pageInfo.hasNextPage)
        return {
          ...toLabelData(response),
          labelExists: answer.label !== null,
          labelled: nodes.map(toPullRequest),
        }
    }
  },

  /**
   * REST `pulls/create`, then `issues/add-labels`: one step, because the second needs the number of the new pull request. If
   * GitHub does not support drafts in the repository, a draft gets the title prefix `[conflict]` instead.
   */
  async open(repository: string, { labels, draft = false, ...pull }: NewPullRequest): Promise<void> {
    const create = (more: Partial<NewPullRequest>) =>
      octokit.rest.pulls.create({ ...ownerAndRepo(repository), ...pull, ...more, draft: more.draft ?? false })
    const { data } = await create({ draft }).catch((error: unknown) => {
      if (!draft || !/draft pull requests are not supported/i.test((error as Error).message)) throw error
      return create({ title: `[conflict] ${pull.title}` })
    })
    if (labels.length > 0)
      await octokit.rest.issues.addLabels({
        ...ownerAndRepo(repository),
        issue_number: data.number,
        labels: [...labels],
      })
  },

  /** REST `pulls/update`: the description, and the title if given. */
  async edit(
    repository: string,
    number: number,
    { body, title }: { readonly body: string; readonly title?: string },
  ): Promise<void> {
    await octokit.rest.pulls.update({
      ...ownerAndRepo(repository),
      pull_number: number,
      body,
      ...(title !== undefined && { title }),
    })
  },

  /** REST `pulls/update`, twice: a pull request opened with the token of Actions starts no checks, but reopening it does. */
  async reopen(repository: string, number: number): Promise<void> {
    const setState = (state: 'open' | 'closed') =>
      octokit.rest.pulls.update({ ...ownerAndRepo(repository), pull_number: number, state })
    await setState('closed')
    await setState('open')
  },

  /** REST `issues/create-comment`. */
  async comment(repository: string, pullRequest: number, body: string): Promise<void> {
    await octokit.rest.issues.createComment({ ...ownerAndRepo(repository), issue_number: pullRequest, body })
  },
})
