import type { Octokit } from '@octokit/rest'
import type { Goal } from '../domain/plan.js'
import type { JobFact, RolloutFacts, RunFact, RunJobs, TriggerFact } from '../domain/rollout.js'
import { deploymentFields, historySelection, toHistory, type DeploymentPage } from './deployments.js'
import { askAt } from './graphql.js'
import { at } from './repository.js'

const triggerFields = `fragment TriggerFields on PullRequest { mergeable
  timelineItems(itemTypes: [LABELED_EVENT, UNLABELED_EVENT], last: 50) { nodes { __typename
    ... on LabeledEvent { createdAt label { name } } ... on UnlabeledEvent { createdAt label { name } } } }
  commits(last: 1) { nodes { commit { checkSuites(last: 20, filterBy: { appId: 15368 }) { nodes { status conclusion updatedAt
    workflowRun { databaseId url event createdAt workflow { name resourcePath }
      pendingDeploymentRequests(first: 10) { nodes { environment { name } reviewers(first: 6) { nodes { ... on User { login } ... on Team { slug } } } } } } } } } } } }`

interface Nodes<Node> {
  readonly nodes: readonly (Node | null)[]
}
interface SuiteNode {
  readonly status: string
  readonly conclusion: string | null
  readonly updatedAt: string
  readonly workflowRun: {
    readonly databaseId: number
    readonly url: string
    readonly event: string
    readonly createdAt: string
    readonly workflow: { readonly name: string; readonly resourcePath: string }
    readonly pendingDeploymentRequests: Nodes<{
      readonly environment: { readonly name: string }
      readonly reviewers: Nodes<{ readonly login?: string; readonly slug?: string }>
    }>
  } | null
}
interface TriggerNode {
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN'
  readonly timelineItems: Nodes<{
    readonly __typename: string
    readonly createdAt: string
    readonly label: { readonly name: string }
  }>
  readonly commits: Nodes<{ readonly commit: { readonly checkSuites: Nodes<SuiteNode> | null } }>
}

const present = <Node>({ nodes }: Nodes<Node>): readonly Node[] => nodes.filter((node) => node !== null)
const labelEvents = ['pull_request', 'pull_request_target', 'workflow_dispatch']

const toRuns = ({ status, conclusion, updatedAt, workflowRun: run }: SuiteNode): readonly RunFact[] =>
  run === null || !labelEvents.includes(run.event)
    ? []
    : [
        {
          id: run.databaseId,
          url: run.url,
          workflow: run.workflow.name,
          file: run.workflow.resourcePath.split('/').at(-1) ?? '',
          status: status.toLowerCase(),
          conclusion: conclusion?.toLowerCase() ?? null,
          createdAt: run.createdAt,
          updatedAt,
          gates: present(run.pendingDeploymentRequests).map(({ environment, reviewers }) => ({
            environment: environment.name,
            approvers: present(reviewers).map(({ login, slug }) => login ?? `team:${slug}`),
          })),
        },
      ]

const toTrigger = (pullRequest: number, node: TriggerNode): TriggerFact => ({
  pullRequest,
  conflicting: node.mergeable === 'CONFLICTING',
  labellings: present(node.timelineItems).map(({ __typename, createdAt, label }) => ({
    label: label.name.toLowerCase(),
    on: __typename === 'LabeledEvent',
    at: createdAt,
  })),
  runs: present(node.commits).flatMap(({ commit }) =>
    present(commit.checkSuites ?? { nodes: [] }).flatMap(toRuns),
  ),
})

interface JobAnswer {
  readonly id: number
  readonly name: string
  readonly html_url: string | null
  readonly status: string
  readonly conclusion: string | null
  readonly steps?: readonly {
    readonly name: string
    readonly status: string
    readonly conclusion: string | null
  }[]
}
const jobStates: Readonly<Record<string, JobFact['state']>> = { in_progress: 'running', waiting: 'waiting' }
const failures = ['failure', 'timed_out', 'startup_failure']

const toJob = ({ id, name, html_url, status, conclusion, steps = [] }: JobAnswer): JobFact => {
  const failed = failures.includes(conclusion ?? '')
  const step = steps.find((one) => (failed ? one.conclusion === 'failure' : one.status === 'in_progress'))
  return {
    id,
    name,
    url: html_url ?? '',
    state: failed ? 'failed' : status === 'completed' ? 'done' : (jobStates[status] ?? 'queued'),
    step: step?.name ?? null,
  }
}

export const runs = (octokit: Octokit) => ({
  /** What has followed from labels so far, without jobs. One GraphQL request. */
  async look(repository: string, goals: readonly Goal[]): Promise<Omit<RolloutFacts, 'jobs'>> {
    const numbers = [...new Set(goals.map(({ pullRequest }) => pullRequest))]
    const document = {
      name: 'RolloutLook',
      selection: [
        ...numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ...TriggerFields }`),
        ...goals.map(({ environment }, index) => `h${index}: ${historySelection(environment, 10)}`),
      ].join('\n'),
      fragments: `${triggerFields}\n${deploymentFields}`,
    }
    type Answer = Readonly<Record<`p${number}`, TriggerNode | null>> &
      Readonly<Record<`h${number}`, DeploymentPage>>
    const { answer, now } = await askAt<Answer>(octokit, repository, document, {})
    return {
      now,
      triggers: numbers.flatMap((number) => {
        const node = answer[`p${number}`]
        return node ? [toTrigger(number, node)] : []
      }),
      histories: goals.map(({ environment }, index) => toHistory(environment, answer[`h${index}`]!)),
    }
  },

  /** REST `actions/list-jobs-for-workflow-run`, the first hundred of the newest attempt; what is known comes back when nothing changed. */
  async jobs(repository: string, run: number, known: RunJobs | null): Promise<RunJobs> {
    try {
      const { data, headers } = await octokit.rest.actions.listJobsForWorkflowRun({
        ...at(repository),
        run_id: run,
        filter: 'latest',
        per_page: 100,
        ...(known?.tag && { headers: { 'if-none-match': known.tag } }),
      })
      return { run, tag: headers.etag ?? null, jobs: data.jobs.map(toJob) }
    } catch (error) {
      if ((error as { status?: number }).status === 304 && known) return known
      throw error
    }
  },

  /** REST `actions/download-job-logs-for-workflow-run`: the text of a job's log; '' where it is gone or not there yet. */
  async log(repository: string, job: number): Promise<string> {
    try {
      const { data } = await octokit.rest.actions.downloadJobLogsForWorkflowRun({
        ...at(repository),
        job_id: job,
      })
      return String(data)
    } catch (error) {
      if ((error as { code?: string }).code === 'not-found') return ''
      throw error
    }
  },
})
