import { releaseFile } from '../../domain/model/pack-names.js'
import type { Octokit } from '@octokit/rest'
import type { DispatchTrigger, Goal, ReleaseTrigger } from '../../domain/plan/goal.js'
import type { RolloutFacts } from '../../domain/rollout/facts.js'
import type { RunFact } from '../../domain/model/run.js'
import type { LabelFact, StartFact } from '../../domain/rollout/trigger.js'
import { deploymentFields, historySelection, toHistory, type DeploymentPage } from '../model/deployments.js'
import { noWorkflow } from '../client/failure.js'
import { askTimed } from '../client/graphql.js'
import { ownerAndRepo } from '../client/address.js'

const runFields = `fragment RunFields on WorkflowRun { databaseId url event createdAt workflow { name resourcePath }
  pendingDeploymentRequests(first: 10) { nodes { currentUserCanApprove environment { name databaseId } reviewers(first: 6) { nodes { ... on User { login } ... on Team { slug } } } } }
  deploymentReviews(last: 10) { nodes { state comment user { login } environments(first: 10) { nodes { name } } } } }`
const labelFields = `fragment LabelFields on PullRequest { mergeable
  timelineItems(itemTypes: [LABELED_EVENT, UNLABELED_EVENT], last: 50) { nodes { __typename
    ... on LabeledEvent { createdAt label { name } } ... on UnlabeledEvent { createdAt label { name } } } }
  commits(last: 1) { nodes { commit { checkSuites(last: 20, filterBy: { appId: 15368 }) { nodes { status conclusion updatedAt
    workflowRun { ...RunFields } } } } } } }`

interface Nodes<Node> {
  readonly nodes: readonly (Node | null)[]
}
interface RunNode {
  readonly databaseId: number
  readonly url: string
  readonly event: string
  readonly createdAt: string
  readonly workflow: { readonly name: string; readonly resourcePath: string }
  readonly pendingDeploymentRequests: Nodes<{
    readonly currentUserCanApprove: boolean
    readonly environment: { readonly name: string; readonly databaseId: number }
    readonly reviewers: Nodes<{ readonly login?: string; readonly slug?: string }>
  }>
  readonly deploymentReviews: Nodes<{
    readonly state: 'APPROVED' | 'REJECTED'
    readonly comment: string
    readonly user: { readonly login: string } | null
    readonly environments: Nodes<{ readonly name: string }>
  }> | null
}
interface SuiteNode {
  readonly status: string
  readonly conclusion: string | null
  readonly updatedAt: string
}
interface LabelNode {
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN'
  readonly timelineItems: Nodes<{
    readonly __typename: string
    readonly createdAt: string
    readonly label: { readonly name: string }
  }>
  readonly commits: Nodes<{
    readonly commit: { readonly checkSuites: Nodes<SuiteNode & { workflowRun: RunNode | null }> | null }
  }>
}

const present = <Node>({ nodes }: Nodes<Node>): readonly Node[] => nodes.filter((node) => node !== null)

const toRun = ({ status, conclusion, updatedAt }: SuiteNode, run: RunNode): RunFact => ({
  id: run.databaseId,
  url: run.url,
  workflow: run.workflow.name,
  file: run.workflow.resourcePath.split('/').at(-1) ?? '',
  event: run.event,
  status: status.toLowerCase(),
  conclusion: conclusion?.toLowerCase() ?? null,
  createdAt: run.createdAt,
  updatedAt,
  gates: present(run.pendingDeploymentRequests).map(({ currentUserCanApprove, environment, reviewers }) => ({
    environment: environment.name,
    id: environment.databaseId,
    mayApprove: currentUserCanApprove,
    approvers: present(reviewers).map(({ login, slug }) => login ?? `team:${slug}`),
  })),
  reviews: present(run.deploymentReviews ?? { nodes: [] }).map((review) => ({
    environments: present(review.environments).map(({ name }) => name),
    verdict: review.state === 'REJECTED' ? 'rejected' : 'approved',
    by: review.user?.login ?? 'ghost',
    comment: review.comment,
  })),
})

const toLabelFact = (pullRequest: number, node: LabelNode): LabelFact => ({
  kind: 'label',
  pullRequest,
  conflicting: node.mergeable === 'CONFLICTING',
  labellings: present(node.timelineItems).map(({ __typename, createdAt, label }) => ({
    label: label.name.toLowerCase(),
    added: __typename === 'LabeledEvent',
    at: createdAt,
  })),
  runs: present(node.commits).flatMap(({ commit }) =>
    present(commit.checkSuites ?? { nodes: [] }).flatMap((suite) =>
      suite.workflowRun ? [toRun(suite, suite.workflowRun)] : [],
    ),
  ),
})

interface StartedNode extends RunNode {
  readonly checkSuite: SuiteNode
}

/** `node`: the GraphQL id of the run that a trigger started; null: not known yet. */
type Started = Pick<StartFact, 'trigger' | 'node'>

const sinceOf = ({ trigger }: Started, release: ReleaseNode | null, run: RunFact | null): string =>
  trigger.kind === 'dispatch'
    ? trigger.since
    : trigger.kind === 'release'
      ? (release?.publishedAt ?? '')
      : (run?.createdAt ?? '')
interface ReleaseNode {
  readonly publishedAt: string | null
}

const nodeSelection = (node: string, index: number): string =>
  `n${index}: node(id: ${JSON.stringify(node)}) { ... on WorkflowRun { ...RunFields checkSuite { status conclusion updatedAt } } }`

export const rollouts = (octokit: Octokit) => ({
  /** The runs of some triggers and the deployments of the goals' environments, without jobs. One GraphQL request. */
  async read(
    repository: string,
    goals: readonly Goal[],
    starts: readonly Started[],
  ): Promise<Omit<RolloutFacts, 'jobs' | 'rejections'>> {
    const numbers = [
      ...new Set(goals.flatMap(({ trigger }) => (trigger.kind === 'label' ? [trigger.pullRequest] : []))),
    ]
    const document = {
      name: 'Rollout',
      selection: [
        ...numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ...LabelFields }`),
        ...starts.flatMap(({ trigger }, index) =>
          trigger.kind === 'release'
            ? [`r${index}: release(tagName: ${JSON.stringify(trigger.tag)}) { publishedAt }`]
            : [],
        ),
        ...goals.map(({ environment }, index) => `h${index}: ${historySelection(environment, 10)}`),
      ].join('\n'),
      beside: starts.flatMap(({ node }, index) => (node === null ? [] : [nodeSelection(node, index)])),
      fragments: [
        ...(numbers.length > 0 ? [labelFields] : []),
        ...(numbers.length > 0 || starts.some(({ node }) => node !== null) ? [runFields] : []),
        deploymentFields,
      ].join('\n'),
    }
    type Answer = Readonly<Record<`p${number}`, LabelNode | null>> &
      Readonly<Record<`r${number}`, ReleaseNode | null>> &
      Readonly<Record<`h${number}`, DeploymentPage>>
    const { answer, beside, now } = await askTimed<Answer>(octokit, repository, document, {})
    return {
      now,
      triggers: [
        ...numbers.flatMap((number) => {
          const node = answer[`p${number}`]
          return node ? [toLabelFact(number, node)] : []
        }),
        ...starts.map((start, index): StartFact => {
          const node = beside[`n${index}`] as StartedNode | null | undefined
          const run = node ? toRun(node.checkSuite, node) : null
          return { ...start, kind: 'start', since: sinceOf(start, answer[`r${index}`] ?? null, run), run }
        }),
      ],
      histories: goals.map(({ environment }, index) => toHistory(environment, answer[`h${index}`]!)),
    }
  },

  /** Runs by their GraphQL ids; missing ones are left out. One GraphQL request; none without ids. */
  async byNode(repository: string, nodes: readonly string[]): Promise<ReadonlyMap<string, RunFact>> {
    if (nodes.length === 0) return new Map()
    const document = {
      name: 'Runs',
      selection: 'id',
      beside: nodes.map(nodeSelection),
      fragments: runFields,
    }
    const { beside } = await askTimed(octokit, repository, document, {})
    return new Map(
      nodes.flatMap((node, index) => {
        const found = beside[`n${index}`] as StartedNode | null | undefined
        return found ? [[node, toRun(found.checkSuite, found)] as const] : []
      }),
    )
  },

  /** REST `actions/list-workflow-runs`: the GraphQL id of the newest run that a trigger started; null while there is none. */
  async startedRun(repository: string, trigger: ReleaseTrigger | DispatchTrigger): Promise<string | null> {
    const isRelease = trigger.kind === 'release'
    const filter = isRelease
      ? { workflow_id: releaseFile, event: 'release', branch: trigger.tag }
      : {
          workflow_id: trigger.workflow,
          event: 'workflow_dispatch',
          created: `>=${trigger.since.replace(/\.\d+/, '')}`,
        }
    const list = octokit.rest.actions.listWorkflowRuns({
      ...ownerAndRepo(repository),
      ...filter,
      per_page: 100,
    })
    const { data } = await list.catch(noWorkflow)
    const own = data.workflow_runs.find(
      (run) => isRelease || (run.display_title === trigger.title && run.id > (trigger.after ?? 0)),
    )
    return own?.node_id ?? null
  },
})
