import type { Octokit } from '@octokit/rest'
import type { PullRequest, Target } from '../domain/pull-request.js'
import { ask } from './graphql.js'
import {
  pullRequestFields,
  targetDeclarations,
  targetSelection,
  targetVariables,
  toLook,
  toPullRequest,
  type Look,
  type PullRequestNode,
  type TargetAnswer,
} from './look.js'
import { at } from './repository.js'

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

const labelledSelection = `label(name: $label) { name }
  labelled: pullRequests(labels: [$label], states: OPEN, first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...PullRequestFields } }`

export const pullRequests = (octokit: Octokit) => ({
  /** The target, and nothing else. One GraphQL request. */
  async look(repository: string, target: Target): Promise<Look> {
    const document = {
      name: 'PullRequestLook',
      declarations: targetDeclarations,
      selection: targetSelection,
      fragments: pullRequestFields,
    }
    return toLook(await ask<TargetAnswer>(octokit, repository, document, targetVariables(target)))
  },

  /** The target, and the open pull requests with a label. One GraphQL request for each hundred of those. */
  async lookWithLabelled(repository: string, target: Target, label: string): Promise<Look & Labelled> {
    const document = {
      name: 'LabelLook',
      declarations: `${targetDeclarations}, $label: String!, $after: String`,
      selection: `${targetSelection} ${labelledSelection}`,
      fragments: pullRequestFields,
    }
    const variables = { ...targetVariables(target), label }
    const nodes: PullRequestNode[] = []
    for (let after: string | null = null; ;) {
      const answer: LabelledAnswer = await ask(octokit, repository, document, { ...variables, after })
      nodes.push(...answer.labelled.nodes)
      after = answer.labelled.pageInfo.endCursor
      if (!answer.labelled.pageInfo.hasNextPage)
        return { ...toLook(answer), labelExists: answer.label !== null, labelled: nodes.map(toPullRequest) }
    }
  },

  /** REST `pulls/create`, then `issues/add-labels`: one step, because the second needs the number that the first makes. */
  async open(
    repository: string,
    {
      head,
      base,
      title,
      body,
      labels,
    }: { head: string; base: string; title: string; body: string; labels: readonly string[] },
  ): Promise<void> {
    const { data } = await octokit.rest.pulls.create({ ...at(repository), head, base, title, body })
    if (labels.length > 0)
      await octokit.rest.issues.addLabels({
        ...at(repository),
        issue_number: data.number,
        labels: [...labels],
      })
  },

  /** REST `issues/create-comment`. */
  async comment(repository: string, pullRequest: number, body: string): Promise<void> {
    await octokit.rest.issues.createComment({ ...at(repository), issue_number: pullRequest, body })
  },
})
