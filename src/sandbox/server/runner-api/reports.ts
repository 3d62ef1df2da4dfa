import { GitHubError } from '../../errors.js'
import type { JobProgress, RunReport } from '../../rules/actions/running.js'
import type { Conclusion, RunNode, RunStatus, Step, WorkflowReference } from '../../state/actions-rows.js'

type Body = Readonly<Record<string, unknown>>

const statuses: readonly RunStatus[] = [
  'queued',
  'in_progress',
  'completed',
  'waiting',
  'requested',
  'pending',
]
const conclusions: readonly Conclusion[] = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'startup_failure',
  'stale',
]

const invalid = (name: string): GitHubError => new GitHubError(422, `Invalid "${name}"`)

export function textIn(body: Body, name: string): string {
  const value = optionalText(body, name)
  if (value === undefined) throw invalid(name)
  return value
}

export function optionalText(body: Body, name: string): string | undefined {
  const value = body[name]
  if (value !== undefined && value !== null && typeof value !== 'string') throw invalid(name)
  return value ?? undefined
}

export function numberOr<Absent>(body: Body, name: string, absent: Absent): number | Absent {
  const value = body[name]
  if (value === undefined || value === null) return absent
  if (typeof value !== 'number') throw invalid(name)
  return value
}

export function listIn(body: Body, name: string): readonly string[] | undefined {
  const value = body[name]
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) throw invalid(name)
  return value as readonly string[]
}

function oneOf<Option extends string>(
  body: Body,
  name: string,
  options: readonly Option[],
): Option | undefined {
  const value = optionalText(body, name)
  const option = options.find((candidate) => candidate === value)
  if (value !== undefined && option === undefined) throw invalid(name)
  return option
}

export const runProgressIn = (body: Body) => ({
  displayTitle: optionalText(body, 'displayTitle'),
  findings: listIn(body, 'findings'),
  graph: body['graph'] === undefined ? undefined : graphIn(body['graph']),
  references: body['references'] === undefined ? undefined : referencesIn(body['references']),
  status: oneOf(body, 'status', statuses),
  conclusion: oneOf(body, 'conclusion', conclusions),
})

function graphIn(graph: unknown): readonly RunNode[] {
  if (!Array.isArray(graph)) throw invalid('graph')
  return (graph as readonly Body[]).map((node) => ({
    key: textIn(node, 'key'),
    name: textIn(node, 'name'),
    needs: listIn(node, 'needs') ?? [],
  }))
}

function referencesIn(references: unknown): readonly WorkflowReference[] {
  if (!Array.isArray(references)) throw invalid('references')
  return (references as readonly Body[]).map((reference) => ({
    path: textIn(reference, 'path'),
    sha: textIn(reference, 'sha'),
    ref: optionalText(reference, 'ref'),
    local: reference['local'] === true,
  }))
}

export const jobProgressIn = (body: Body): JobProgress => ({
  ...runProgressIn(body),
  runnerName: optionalText(body, 'runnerName'),
  environmentUrl: optionalText(body, 'environmentUrl'),
  steps: body['steps'] === undefined ? undefined : stepsIn(body['steps']),
})

function stepsIn(steps: unknown): readonly Step[] {
  if (!Array.isArray(steps)) throw invalid('steps')
  return (steps as readonly Body[]).map((step, index) => ({
    name: textIn(step, 'name'),
    number: numberOr(step, 'number', index + 1),
    status: oneOf(step, 'status', ['queued', 'in_progress', 'completed'] as const) ?? 'queued',
    conclusion: oneOf(step, 'conclusion', conclusions) ?? null,
    started_at: optionalText(step, 'started_at') ?? null,
    completed_at: optionalText(step, 'completed_at') ?? null,
  }))
}

export const reportIn = (body: Body): RunReport => ({
  path: textIn(body, 'path'),
  event: textIn(body, 'event'),
  ref: textIn(body, 'ref'),
  actor: textIn(body, 'actor'),
  headSha: optionalText(body, 'headSha'),
  name: optionalText(body, 'name'),
  cause: numberOr(body, 'cause', undefined),
  headBranch: optionalText(body, 'headBranch'),
  headRepository: numberOr(body, 'headRepository', undefined),
  displayTitle: optionalText(body, 'displayTitle'),
  pullRequests: (body['pullRequests'] as readonly number[] | undefined) ?? [],
  inputs: (body['inputs'] as Readonly<Record<string, string>> | undefined) ?? {},
})
