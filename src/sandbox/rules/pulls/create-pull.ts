import { isWorkflow, mustParticipate, roleOf } from '../../permissions.js'
import { custom, GitHubError, invalidField, missingField, validationFailed } from '../../errors.js'
import { branchHead, countCommits, fetchFrom, mergeBase } from '../../git/refs.js'
import { transaction, type Request } from '../../request.js'
import { atLeast } from '../../roles.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import type { PullRequest } from '../access/access.js'
import { updatePullRef } from './pull-request-sync.js'
import { recordIssueEvent } from '../record.js'

export interface PullOptions {
  readonly title?: string | undefined
  readonly body?: string | null | undefined
  /** `branch`, or `owner:branch` for a branch of a fork. */
  readonly head?: string | undefined
  readonly base?: string | undefined
  readonly draft?: boolean | undefined
  readonly maintainerCanModify?: boolean | undefined
}

/** Opens a pull request into `repository`. The actor needs read access to it, and write access to the head repository. */
export async function createPull(request: Request, options: PullOptions): Promise<PullRequest> {
  const { world, actor, repository } = request
  mustParticipate(request, 'pull_requests')
  if (isWorkflow(actor) && !repository.actionsMayCreatePullRequests)
    throw new GitHubError(403, 'GitHub Actions is not permitted to create or approve pull requests.', {
      documentation: 'https://docs.github.com/rest/pulls/pulls#create-a-pull-request',
    })
  mustSupportDraft(repository, options)
  const { title, head, base } = options
  if (!head || !base)
    throw validationFailed(
      ['head', 'base']
        .filter((field) => !options[field as 'head'])
        .map((field) => ({ resource: 'PullRequest', code: 'missing_field', field })),
    )
  if (!title) throw missingField('PullRequest', 'title')
  const source = headOf(world, repository, head)
  if (!source) throw invalidField('PullRequest', 'head')
  if (!atLeast(roleOf({ ...request, repository: source.repository }), 'write'))
    throw custom('PullRequest', 'must be a collaborator')
  return world.exclusively(repository, async () => {
    const git = world.git(repository)
    const baseSha = await branchHead(git, base)
    const headSha = await branchHead(world.git(source.repository), source.branch)
    if (baseSha === null) throw invalidField('PullRequest', 'base')
    if (headSha === null) throw invalidField('PullRequest', 'head')
    if (source.repository.id !== repository.id) await fetchFrom(git, world.git(source.repository), headSha)
    mustBeUniquePull(world, repository, source, base)
    await mustHaveCommits(world, repository, source, { base, baseSha, headSha })
    const number = (world.store.get('repositories', repository.id) ?? repository).lastNumber + 1
    await updatePullRef(world, repository, number, { repository: source.repository.id, sha: headSha })
    return putPull(request, options, { number, source, baseSha, headSha })
  })
}

/** Refuses drafts where the plan of the repository has none. */
export function mustSupportDraft({ withoutDrafts }: Repository, { draft }: Pick<PullOptions, 'draft'>): void {
  if (draft && withoutDrafts)
    throw new GitHubError(422, 'Draft pull requests are not supported in this repository.', {
      documentation: 'https://docs.github.com/rest/pulls/pulls#create-a-pull-request',
    })
}

/** A head branch. */
export interface Source {
  readonly repository: Repository
  readonly branch: string
}

function headOf(world: World, repository: Repository, head: string): Source | null {
  const colon = head.indexOf(':')
  if (colon < 0) return { repository, branch: head }
  const owner = head.slice(0, colon).toLowerCase()
  const root = repository.forkOf ?? repository.id
  const network = [
    repository,
    ...world.store.by('repositories', 'forkOf', root),
    world.store.get('repositories', root),
  ]
  const found = network.find((member) => member?.owner.toLowerCase() === owner)
  return found ? { repository: found, branch: head.slice(colon + 1) } : null
}

/** Refuses a second open pull request with the same head and base. */
export function mustBeUniquePull(world: World, repository: Repository, source: Source, base: string): void {
  const existing = world.store
    .by('issues', 'head', `${source.repository.id}:${source.branch}`)
    .find(
      (issue) => issue.repository === repository.id && issue.state === 'open' && issue.pull?.base === base,
    )
  if (existing)
    throw custom(
      'PullRequest',
      `A pull request already exists for ${source.repository.owner}:${source.branch}.`,
    )
}

async function mustHaveCommits(
  world: World,
  repository: Repository,
  source: Source,
  { base, baseSha, headSha }: { readonly base: string; readonly baseSha: string; readonly headSha: string },
): Promise<void> {
  const git = world.git(repository)
  const [from, to] =
    source.repository.id === repository.id
      ? [base, source.branch]
      : [`${repository.owner}:${base}`, `${source.repository.owner}:${source.branch}`]
  if ((await mergeBase(git, baseSha, headSha)) === null)
    throw custom('PullRequest', `The ${to} branch has no history in common with ${from}`)
  if ((await countCommits(git, baseSha, headSha)) === 0)
    throw custom('PullRequest', `No commits between ${from} and ${to}`)
}

function putPull(
  request: Request,
  options: PullOptions,
  found: {
    readonly number: number
    readonly source: Source
    readonly baseSha: string
    readonly headSha: string
  },
): PullRequest {
  const { world, actor, repository } = request
  const at = world.now()
  return transaction(request, (write) => {
    write.tx.put('repositories', {
      ...(world.store.get('repositories', repository.id) ?? repository),
      lastNumber: found.number,
    })
    const issue = write.tx.put('issues', {
      id: world.store.nextId(),
      repository: repository.id,
      number: found.number,
      title: options.title ?? '',
      body: options.body ?? null,
      author: actor.user.login,
      state: 'open',
      stateReason: null,
      labels: [],
      assignees: [],
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      closedBy: null,
      pull: {
        id: world.store.nextId(),
        draft: options.draft ?? false,
        headRepository: found.source.repository.id,
        head: found.source.branch,
        headSha: found.headSha,
        base: options.base ?? repository.defaultBranch,
        baseSha: found.baseSha,
        mergeable: null,
        mergedAt: null,
        mergedBy: null,
        mergeCommitSha: null,
        requestedReviewers: [],
        maintainerCanModify: options.maintainerCanModify ?? false,
      },
    }) as PullRequest
    recordIssueEvent(write, issue, 'opened')
    return issue
  })
}
