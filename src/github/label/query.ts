import { environmentsFile } from '../../domain/model/pack-names.js'
import type { PullRequest, Target } from '../../domain/model/pull-request.js'
import type { Timed } from '../client/graphql.js'

/** Data about the target, read in one request with whatever else a command needs. */
export interface LabelData {
  readonly configuration: string | null
  readonly defaultBranch: string
  /** Does the default branch have the workflow that reacts to labels? */
  readonly hasWorkflow: boolean
  /** The commit of the target's branch on GitHub. */
  readonly pushed: string | null
  readonly candidates: readonly PullRequest[]
  /** The role of the token's user: read, triage, write, maintain or admin; null for a token without a user. */
  readonly role: string | null
  /** The server's time. */
  readonly now: string
}

export const pullRequestFields = `fragment PullRequestFields on PullRequest {
  number title url state isDraft isCrossRepository headRefName baseRefName headRefOid
  author { login } headRepositoryOwner { login } labels(first: 50) { nodes { name } }
}`
export interface PullRequestNode {
  readonly number: number
  readonly title: string
  readonly url: string
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED'
  readonly isDraft: boolean
  readonly isCrossRepository: boolean
  readonly headRefName: string
  readonly baseRefName: string
  readonly headRefOid: string
  readonly author: { readonly login: string } | null
  readonly headRepositoryOwner: { readonly login: string } | null
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null
}

export const toPullRequest = (node: PullRequestNode): PullRequest => ({
  number: node.number,
  title: node.title,
  url: node.url,
  author: node.author?.login ?? 'ghost',
  head: node.headRefName,
  base: node.baseRefName,
  sha: node.headRefOid,
  state: node.state.toLowerCase() as PullRequest['state'],
  draft: node.isDraft,
  fork: node.isCrossRepository,
  headOwner: node.headRepositoryOwner?.login ?? '',
  // GitHub compares label names case-insensitively.
  labels: node.labels?.nodes.map(({ name }) => name.toLowerCase()) ?? [],
})

/** The part of a document that reads the configuration, and the target if there is one. */
export const configurationSelection = `configuration: object(expression: "HEAD:.github/rel.yml") { ... on Blob { text } } reacting: object(expression: "HEAD:.github/workflows/${environmentsFile}") { oid } defaultBranchRef { name }`
export const targetDeclarations = ', $head: String!, $number: Int!, $ref: String!, $named: Boolean!'
export const targetSelection = `${configurationSelection} viewerPermission
  named: pullRequest(number: $number) @include(if: $named) { ...PullRequestFields }
  own: pullRequests(headRefName: $head, states: OPEN, first: 10) @skip(if: $named) { nodes { ...PullRequestFields } }
  branch: ref(qualifiedName: $ref) @skip(if: $named) { target { oid } }`
export const targetVariables = (target: Target) =>
  'number' in target
    ? { named: true, number: target.number, head: '', ref: '' }
    : { named: false, number: 0, head: target.branch, ref: `refs/heads/${target.branch}` }

export interface TargetAnswer {
  readonly configuration: { readonly text?: string | null } | null
  readonly reacting: { readonly oid: string } | null
  readonly defaultBranchRef: { readonly name: string } | null
  readonly viewerPermission?: string | null
  readonly named?: PullRequestNode | null
  readonly own?: { readonly nodes: readonly PullRequestNode[] }
  readonly branch?: { readonly target: { readonly oid: string } | null } | null
}

export const toLabelData = ({ answer, now }: Timed<TargetAnswer>): LabelData => ({
  configuration: answer.configuration?.text ?? null,
  hasWorkflow: answer.reacting !== null,
  defaultBranch: answer.defaultBranchRef?.name ?? 'main',
  pushed: answer.branch?.target?.oid ?? null,
  candidates: (answer.own?.nodes ?? (answer.named ? [answer.named] : [])).map(toPullRequest),
  role: answer.viewerPermission?.toLowerCase() ?? null,
  now,
})

/** The release branches, a hundred at most. */
export const linesSelection =
  'lines: refs(refPrefix: "refs/heads/release/", first: 100) { nodes { name target { oid } } }'
export interface RefPage {
  readonly nodes: readonly { readonly name: string; readonly target: { readonly oid: string } }[]
}

/** Release branches with their commits. A ref's name may or may not include the requested prefix after refs/heads/. */
export const toBranches = ({ nodes }: RefPage): ReadonlyMap<string, string> =>
  new Map(nodes.map(({ name, target }) => [`release/${name.replace(/^release\//, '')}`, target.oid]))
