import { GitHubError, notFound } from '../../errors.js'
import { changedFiles, readCommit, readPath } from '../../git/history.js'
import { mergeBase, resolveCommit } from '../../git/refs.js'
import { readObject } from '../../git/objects.js'
import { tryRun, type GitRepository } from '../../git/run.js'
import { repositoryByName } from '../../rules/access/access-by-name.js'
import { openMergeGroup } from '../../rules/pulls/merge-groups.js'
import { mergeRefOf } from '../../rules/pulls/merge-refs.js'
import { recordEvent } from '../../rules/record.js'
import { actionsBotOf } from '../../rules/access/actions-bot.js'
import { retentionDaysOf } from '../../rules/actions/retention.js'
import { markHandled, openEvents, pauseRunner } from '../../rules/actions/runner-state.js'
import type { Run } from '../../state/actions-rows.js'
import type { HookEvent } from '../../state/rows.js'
import { newJobToken } from '../../tokens.js'
import type { World } from '../../world.js'
import { payloadOf } from './payloads.js'
import { numberOr, textIn } from './reports.js'
import type { RunnerRequest, RunnerRoute } from './runner-route.js'

/**
 * Routes that only the sandbox's own runner uses. Under /_sandbox/runner:
 * - `POST .` {paused}: pauses or resumes this runner, so that another one can take over
 * - `GET  next?wait=MILLISECONDS`: unhandled events; waits if there are none. `POST handled {event}`: marks events up to this id
 * - `GET  unfinished`: runs that a restart may have interrupted
 * - `GET  events/ID/payload`: the webhook payload, with the current state
 * - `GET  repository?name=`: `{id, owner, name, defaultBranch, defaultPermissions, retentionDays, isFork}`, 422 for an unknown name
 * - `GET  commit?repository=&ref=`: `{sha, message}`, or null. `GET file?repository=&commit=&path=`: `{text}`, `{entries}` or null
 * - `GET  workflows?repository=&commit=`: `[{path, text}]`
 * - `GET  archive?repository=&commit=`: `{tar}`, in base64
 * - `GET  changes?repository=&from=&to=&symmetric=`: paths that differ. `POST merge {repository, number}`: `{sha}`, null for a conflict
 * - `POST jobs/ID/token {permissions}`: `{token}`, which expires with the job
 * - `POST jobs/ID/logs {chunks: [{text, step}]}`: 204; several chunks of a log at once
 * - `POST jobs/ID/summary {text}`: 204; appends to the job's `summary`
 * - `POST merge-group {repository, number}`: triggers `merge_group` for a pull request
 * - `POST schedule {repository, path?}`: triggers `on: schedule`
 */
export const runnerWork: readonly (readonly [route: string, answer: RunnerRoute])[] = [
  ['POST runner', ({ world, body }) => pauseRunner(world, body['paused'] === true)],
  ['GET runner/next', ({ world, query }) => nextEvents(world, Number(query.get('wait') ?? 0))],
  ['POST runner/handled', ({ world, body }) => markHandled(world, numberOr(body, 'event', 0))],
  ['GET runner/unfinished', ({ world }) => unfinished(world)],
  ['GET runner/events/(\\d+)/payload', ({ world, id }) => payloadOf(world, eventOf(world, id))],
  ['GET runner/repository', ({ world, query }) => summary(world, query.get('name') ?? '')],
  ['GET runner/commit', commit],
  ['GET runner/file', file],
  ['GET runner/workflows', workflows],
  ['GET runner/archive', archive],
  ['GET runner/changes', changes],
  ['POST runner/merge', (request) => merge(request)],
  ['POST runner/jobs/(\\d+)/token', jobToken],
  ['POST runner/jobs/(\\d+)/summary', addSummary],
  ['POST runner/jobs/(\\d+)/logs', addLogs],
  ['POST runner/schedule', schedule],
  ['POST runner/merge-group', (request) => mergeGroup(request)],
]

async function nextEvents(world: World, wait: number): Promise<readonly HookEvent[]> {
  const end = Date.now() + Math.min(wait, 30_000)
  while (openEvents(world).length === 0 && Date.now() < end) await world.store.nextChange(end - Date.now())
  return openEvents(world)
}

const unfinished = (world: World): readonly Run[] =>
  world.store.get('runner', 'runner')?.paused
    ? []
    : world.store.all('repositories').flatMap(({ id }) => world.store.by('runs', 'unfinished', id))

function eventOf(world: World, id: number): HookEvent {
  const event = world.store.all('events').find((candidate) => candidate.id === id)
  if (!event) throw notFound()
  return event
}

function summary(world: World, name: string) {
  const found = /^\d+$/.test(name)
    ? world.store.get('repositories', Number(name))
    : repositoryByName(world, name)
  if (!found) throw notFound()
  const { id, owner, name: short, defaultBranch, actionsDefaultPermissions } = found
  const isFork = found.forkOf !== null
  return {
    id,
    owner,
    name: `${owner}/${short}`,
    defaultBranch,
    defaultPermissions: actionsDefaultPermissions,
    retentionDays: retentionDaysOf(found),
    isFork,
  }
}

async function commit({ world, query }: RunnerRequest) {
  const git = world.git(repositoryByName(world, query.get('repository') ?? ''))
  const sha = await resolveCommit(git, query.get('ref') ?? '')
  const found = sha === null ? null : await readCommit(git, sha)
  return found && { sha: found.sha, message: found.message }
}

async function file({ world, query }: RunnerRequest) {
  const git = world.git(repositoryByName(world, query.get('repository') ?? ''))
  const found = await readPath(git, query.get('commit') ?? '', query.get('path') ?? '')
  if (found === null) return null
  return 'content' in found ? { text: found.content.toString() } : { entries: found.map(({ path }) => path) }
}

async function workflows({ world, query }: RunnerRequest) {
  const git = world.git(repositoryByName(world, query.get('repository') ?? ''))
  const commit = query.get('commit') ?? ''
  const found = await readPath(git, commit, '.github/workflows')
  if (found === null || 'content' in found) return []
  const paths = found
    .filter(({ type, path }) => type === 'blob' && /\.ya?ml$/.test(path))
    .map(({ path }) => path)
  return Promise.all(paths.map(async (path) => ({ path, text: await workflowText(git, commit, path) })))
}

async function workflowText(git: GitRepository, commit: string, path: string): Promise<string> {
  return (await readObject(git, `${commit}:${path}`))?.content.toString() ?? ''
}

async function archive({ world, query }: RunnerRequest) {
  const git = world.git(repositoryByName(world, query.get('repository') ?? ''))
  const { out } = await tryRun(git, ['archive', '--format=tar', query.get('commit') ?? ''])
  return { tar: out.toString('base64') }
}

async function changes({ world, query }: RunnerRequest): Promise<readonly string[]> {
  const git = world.git(repositoryByName(world, query.get('repository') ?? ''))
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? '']
  const start = query.get('symmetric') === 'true' ? await mergeBase(git, from, to) : from
  const files = await changedFiles(git, start || null, to)
  return files.flatMap(({ path, previous }) => (previous === null ? [path] : [path, previous]))
}

const merge = async ({ world, body }: RunnerRequest) => ({
  sha: await mergeRefOf(
    world,
    repositoryByName(world, textIn(body, 'repository')),
    numberOr(body, 'number', 0),
  ),
})

function jobToken({ world, id, body }: RunnerRequest) {
  const job = world.store.get('jobs', id)
  if (!job) throw notFound()
  const permissions = (body['permissions'] ?? {}) as Readonly<Record<string, 'read' | 'write'>>
  const { secret } = world.store.transaction((tx) =>
    tx.put('tokens', {
      id: world.store.nextId(),
      secret: newJobToken(),
      login: actionsBotOf(world).user.login,
      kind: 'workflow',
      permissions,
      repository: job.repository,
      job: id,
    }),
  )
  return { token: secret }
}

function addLogs({ world, id, body }: RunnerRequest): void {
  const chunks = (body['chunks'] ?? []) as readonly { readonly text: string; readonly step: number }[]
  world.store.transaction((tx) => {
    for (const { text, step } of chunks) tx.put('logs', { id: world.store.nextId(), job: id, step, text })
  })
}

function addSummary({ world, id, body }: RunnerRequest): void {
  const job = world.store.get('jobs', id)
  if (!job) throw notFound()
  const summary = (job.summary ?? '') + textIn(body, 'text')
  world.store.transaction((tx) => tx.put('jobs', { ...job, summary }))
}

const mergeGroup = ({ world, body }: RunnerRequest) =>
  openMergeGroup(world, repositoryByName(world, textIn(body, 'repository')), numberOr(body, 'number', 0))

function schedule({ world, body }: RunnerRequest): void {
  const repository = repositoryByName(world, textIn(body, 'repository'))
  const path = body['path'] ?? null
  if (path !== null && typeof path !== 'string') throw new GitHubError(422, 'Invalid "path"')
  const bot = actionsBotOf(world)
  const actor = { ...bot, token: { ...bot.token, kind: 'classic' } } as const
  world.store.transaction((tx) => recordEvent({ world, tx, actor, repository }, 'schedule', null, { path }))
}
