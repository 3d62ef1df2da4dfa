import type { Octokit } from '@octokit/rest'
import type { Slot } from '../../domain/qa/slot.js'
import type { Claim } from '../../domain/label/claim.js'
import type { Target } from '../../domain/model/pull-request.js'
import { askTimed } from '../client/graphql.js'
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
} from '../label/query.js'

// A slot has one holder, or a few during a race. The newest timeline items show since when, the newest comments what was said.
const claimFields = (comments: number): string => `fragment ClaimFields on PullRequest { ...PullRequestFields
  timelineItems(itemTypes: [LABELED_EVENT], last: 50) { nodes { ... on LabeledEvent { createdAt label { name } } } }
  comments(last: ${comments}) { nodes { body createdAt } } commits(last: 1) { nodes { commit { committedDate } } } }`
const fragments = `${pullRequestFields}\n${claimFields(20)}`

interface ClaimNode extends PullRequestNode {
  readonly timelineItems: {
    readonly nodes: readonly { readonly createdAt: string; readonly label: { readonly name: string } }[]
  }
  readonly comments: { readonly nodes: readonly { readonly body: string; readonly createdAt: string }[] }
  readonly commits: { readonly nodes: readonly { readonly commit: { readonly committedDate: string } }[] }
}
interface Nodes<Node> {
  readonly nodes: readonly Node[]
}
interface SlotAnswer extends TargetAnswer {
  readonly label: { readonly name: string } | null
  readonly holders: Nodes<ClaimNode>
}
interface BoardAnswer extends TargetAnswer {
  readonly slots: Nodes<{ readonly name: string; readonly pullRequests: Nodes<ClaimNode> }>
}
interface ClaimsAnswer extends BoardAnswer {
  readonly queues: Nodes<{ readonly name: string; readonly pullRequests: Nodes<ClaimNode> }>
}

const toClaim = (node: ClaimNode, label: string): Claim => ({
  pullRequest: toPullRequest(node),
  since:
    node.timelineItems.nodes.findLast((event) => event.label.name.toLowerCase() === label)?.createdAt ?? '',
  committed: node.commits.nodes[0]?.commit.committedDate ?? '',
  comments: node.comments.nodes.map(({ body, createdAt }) => ({ text: body, at: createdAt })),
})
const toSlot = ({ name, pullRequests }: { name: string; pullRequests: Nodes<ClaimNode> }): Slot => ({
  label: name.toLowerCase(),
  labelExists: true,
  claims: pullRequests.nodes.map((node) => toClaim(node, name.toLowerCase())),
})

export const slots = (octokit: Octokit) => ({
  /** The target, and the claims on one slot. One GraphQL request. */
  async readSlot(
    repository: string,
    target: Target,
    label: string,
  ): Promise<LabelData & { slots: readonly Slot[] }> {
    const document = {
      name: 'Slot',
      declarations: `${targetDeclarations}, $label: String!`,
      selection: `${targetSelection} label(name: $label) { name } holders: pullRequests(labels: [$label], states: OPEN, first: 20) { nodes { ...ClaimFields } }`,
      fragments,
    }
    const response = await askTimed<SlotAnswer>(octokit, repository, document, {
      ...targetVariables(target),
      label,
    })
    const { answer } = response
    const claims = answer.holders.nodes.map((node) => toClaim(node, label))
    return { ...toLabelData(response), slots: [{ label, labelExists: answer.label !== null, claims }] }
  },

  /** The target, and the claims on every slot that has a label (GitHub's search may find other labels too). One GraphQL request. */
  async readSlots(repository: string, target: Target): Promise<LabelData & { slots: readonly Slot[] }> {
    const document = {
      name: 'QaSlots',
      declarations: targetDeclarations,
      selection: `${targetSelection} slots: labels(query: "deploy/qa", first: 30) { nodes { name pullRequests(states: OPEN, first: 10) { nodes { ...ClaimFields } } } }`,
      fragments,
    }
    const response = await askTimed<BoardAnswer>(octokit, repository, document, targetVariables(target))
    return { ...toLabelData(response), slots: response.answer.slots.nodes.map(toSlot) }
  },

  /** The claims on every environment and queue, with enough comments to repeat none, and the server's time. One GraphQL request. */
  async readClaims(
    repository: string,
  ): Promise<{ slots: readonly Slot[]; queues: readonly Slot[]; now: string }> {
    const connection = (query: string) =>
      `labels(query: "${query}", first: 30) { nodes { name pullRequests(states: OPEN, first: 40) { nodes { ...ClaimFields } } } }`
    const document = {
      name: 'Claims',
      selection: `slots: ${connection('deploy')} queues: ${connection('queue/qa')}`,
      fragments: `${pullRequestFields}\n${claimFields(60)}`,
    }
    const { answer, now } = await askTimed<ClaimsAnswer>(octokit, repository, document, {})
    return {
      slots: answer.slots.nodes.map(toSlot),
      queues: answer.queues.nodes.map(toSlot),
      now,
    }
  },
})
