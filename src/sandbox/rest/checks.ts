import { mustRead } from '../permissions.js'
import { GitHubError } from '../errors.js'
import { resolveCommit } from '../git/refs.js'
import { annotationsOf } from '../rules/actions/annotations.js'
import {
  checkOf,
  checksOf,
  createCheckRun,
  updateCheckRun,
  type CheckOptions,
  type CheckUpdate,
} from '../rules/actions/checks.js'
import { combinedState, createCommitStatus, latestStatuses } from '../rules/actions/commit-statuses.js'
import type { Annotation, CheckRun, CommitStatus } from '../state/deployment-rows.js'
import type { Repository } from '../state/rows.js'
import {
  listWithCount,
  list,
  numberIn,
  requestIn,
  text,
  textOrNull,
  type Body,
  type Call,
  type Operations,
} from './operation.js'
import {
  annotationView,
  checkView,
  combinedView,
  commitStatusView,
  simpleStatusView,
} from './views/checks.js'

export const checks: Operations = {
  'repos/create-commit-status': async (call) => {
    const { world, path, body } = call
    const request = requestIn(call)
    const { repository } = request
    const status = await createCommitStatus(request, path['sha'] ?? '', {
      state: text(body, 'state') as CommitStatus['state'],
      context: text(body, 'context') ?? 'default',
      description: textOrNull(body, 'description') ?? null,
      targetUrl: textOrNull(body, 'target_url') ?? null,
    })
    return { status: 201, body: commitStatusView(world, repository, status) }
  },

  'repos/get-combined-status-for-ref': async (call) => {
    const { world } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request, 'statuses')
    const sha = await commitIn(call, repository)
    const statuses = latestStatuses(world, repository, sha)
    const rest = { state: combinedState(statuses), ...combinedView(request, sha) }
    return listWithCount('statuses', statuses, (row) => simpleStatusView(world, repository, row), rest)
  },

  'checks/create': async (call) => {
    const { world } = call
    const request = requestIn(call)
    const { repository } = request
    const check = await createCheckRun(request, checkIn(call.body, world.now()))
    return { status: 201, body: checkView(world, repository, { ...check, run: null }) }
  },

  'checks/get': (call) => {
    const { world } = call
    const request = requestIn(call)
    mustRead(request, 'checks')
    const check = checkOf(world, request.repository, numberIn(call, 'check_run_id'))
    return { body: checkView(world, request.repository, check) }
  },

  'checks/update': (call) => {
    const request = requestIn(call)
    const check = updateCheckRun(request, numberIn(call, 'check_run_id'), updateIn(call.body))
    return { body: checkView(call.world, request.repository, check) }
  },

  'checks/list-for-ref': async (call) => {
    const { world, query } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request, 'checks')
    const sha = await commitIn(call, repository)
    const [name, status] = [query.get('check_name'), query.get('status')]
    const rows = checksOf(world, repository, sha, { latest: query.get('filter') !== 'all' }).filter(
      (check) => (!name || check.name === name) && (!status || check.status === status),
    )
    return listWithCount('check_runs', rows, (check) => checkView(world, repository, check))
  },

  'checks/list-annotations': (call) => {
    const { world } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request, 'checks')
    const { sha, annotations } = annotationsOf(world, repository, numberIn(call, 'check_run_id'))
    return list(annotations, (annotation) => annotationView(world, repository, sha, annotation))
  },
}

async function commitIn({ world, path }: Call, repository: Repository): Promise<string> {
  const name = path['ref'] ?? ''
  const sha = await resolveCommit(world.git(repository), name.replace(/^(heads|tags)\//, 'refs/$1/'))
  if (sha === null) throw new GitHubError(422, `No commit found for SHA: ${name}`)
  return sha
}

function checkIn(body: Body, now: string): CheckOptions {
  const status = text(body, 'status') ?? 'queued'
  return {
    sha: text(body, 'head_sha') ?? '',
    name: text(body, 'name') ?? '',
    externalId: text(body, 'external_id') ?? null,
    detailsUrl: text(body, 'details_url') ?? null,
    status: status as CheckOptions['status'],
    conclusion: text(body, 'conclusion') ?? null,
    startedAt: text(body, 'started_at') ?? (status === 'queued' ? null : now),
    completedAt: text(body, 'completed_at') ?? null,
    ...outputIn(body),
  }
}

function outputIn(body: Body): Pick<CheckRun, 'output'> & { readonly annotations: readonly Annotation[] } {
  const { annotations = [], ...output } = (body['output'] ?? {}) as {
    readonly title?: string
    readonly summary?: string
    readonly text?: string
    readonly annotations?: readonly Body[]
  }
  return {
    output: {
      title: output.title ?? null,
      summary: output.summary ?? null,
      text: output.text ?? null,
    },
    annotations: annotations.map(annotationIn),
  }
}

/** The fields that a request gives; the others stay. */
function updateIn(body: Body): CheckUpdate {
  const fields = {
    name: text(body, 'name'),
    externalId: text(body, 'external_id'),
    detailsUrl: text(body, 'details_url'),
    status: text(body, 'status'),
    conclusion: text(body, 'conclusion'),
    startedAt: text(body, 'started_at'),
    completedAt: text(body, 'completed_at'),
    ...(body['output'] === undefined ? {} : outputIn(body)),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as CheckUpdate
}

function annotationIn(body: Body): Annotation {
  const number = (name: string): number | null => (typeof body[name] === 'number' ? body[name] : null)
  return {
    level: text(body, 'annotation_level') as Annotation['level'],
    message: text(body, 'message') ?? '',
    title: text(body, 'title') ?? '',
    details: text(body, 'raw_details') ?? null,
    path: text(body, 'path') ?? '',
    line: number('start_line') ?? 1,
    endLine: number('end_line') ?? 1,
    column: number('start_column'),
    endColumn: number('end_column'),
  }
}
