import { isWorkflow, mustPermit, roleOf } from '../../permissions.js'
import { GitHubError, notAdministrator, notFound, validationFailed } from '../../errors.js'
import { createBare, importHistory } from '../../git/bare.js'
import { branchHead } from '../../git/refs.js'
import { run } from '../../git/run.js'
import { transaction, type Actor, type Request } from '../../request.js'
import { atLeast } from '../../roles.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { recordEvent } from '../record.js'
import { recordRefChanges } from '../git/refs.js'
import { organizationOf } from '../access/teams.js'

export type RepositoryOptions = Partial<
  Pick<
    Repository,
    | 'name'
    | 'description'
    | 'private'
    | 'archived'
    | 'defaultBranch'
    | 'allowMergeCommit'
    | 'allowSquashMerge'
    | 'allowRebaseMerge'
    | 'deleteBranchOnMerge'
  >
>

/** A repository with GitHub's defaults: all merge methods allowed, a read-only workflow token. */
export function newRepository(
  world: World,
  owner: string,
  options: RepositoryOptions & { readonly name: string },
): Repository {
  const at = world.now()
  return {
    id: world.store.nextId(),
    owner,
    description: null,
    private: false,
    archived: false,
    defaultBranch: 'main',
    forkOf: null,
    importedFrom: null,
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
    lastNumber: 0,
    allowMergeCommit: true,
    allowSquashMerge: true,
    allowRebaseMerge: true,
    deleteBranchOnMerge: false,
    actionsMayCreatePullRequests: false,
    actionsDefaultPermissions: 'read',
    ...options,
  }
}

/** Creates a repository in an organization; its creator becomes an administrator. `seeded`: with a first commit. */
export async function createRepository(
  world: World,
  actor: Actor,
  organization: string,
  { seeded, ...options }: RepositoryOptions & { readonly name: string; readonly seeded: boolean },
): Promise<Repository> {
  const owner = organizationOf(world, organization).login
  mustPermit(actor, ['administration'], 'write')
  const { login } = actor.user
  if (isWorkflow(actor) || !world.store.get('memberships', `${owner}/${login}`.toLowerCase()))
    throw new GitHubError(403, 'You need admin access to the organization before adding a repository to it.')
  mustBeAvailable(world, owner, options.name)
  const row = newRepository(world, owner, options)
  const git = createBare(world.git(row).directory, row.defaultBranch)
  if (seeded) await importHistory(git, firstCommit(row))
  const request = { world, actor, repository: row }
  transaction(request, (write) => {
    write.tx.put('repositories', row)
    write.tx.put('collaborators', { repository: row.id, login, role: 'admin' })
    recordEvent(write, 'repository', 'created', {})
  })
  await recordRefChanges(request)
  return world.store.get('repositories', row.id) ?? row
}

/** A git fast-import stream: one commit by GitHub with a README. */
function firstCommit({ name, description, defaultBranch, createdAt }: Repository): string {
  const text = `# ${name}\n${description ?? ''}`
  const data = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`
  return `commit refs/heads/${defaultBranch}
committer GitHub <noreply@github.com> ${Date.parse(createdAt) / 1000} +0000
${data('Initial commit')}M 100644 inline README.md
${data(text)}
`
}

/** Only administrators change settings. An archived repository can only be unarchived. */
export async function updateRepository(request: Request, options: RepositoryOptions): Promise<Repository> {
  const { world, actor, repository } = request
  const role = roleOf(request)
  if (role === null) throw notFound()
  mustPermit(actor, ['administration'], 'write')
  if (!atLeast(role, 'admin')) throw notAdministrator()
  if (repository.archived && options.archived !== false)
    throw new GitHubError(403, 'Repository was archived so is read-only.')
  if (options.name !== undefined && options.name.toLowerCase() !== repository.name.toLowerCase())
    mustBeAvailable(world, repository.owner, options.name)
  const merged = { ...repository, ...options }
  if (!merged.allowMergeCommit && !merged.allowSquashMerge && !merged.allowRebaseMerge)
    throw validationFailed([
      {
        resource: 'Repository',
        code: 'custom',
        field: 'merge_commit_allowed',
        message: 'Sorry, you need to allow at least one merge strategy. (no_merge_method)',
      },
    ])
  const git = world.git(repository)
  if (merged.defaultBranch !== repository.defaultBranch) {
    if ((await branchHead(git, merged.defaultBranch)) === null)
      throw validationFailed([
        {
          resource: 'Repository',
          code: 'invalid',
          field: 'default_branch',
          message: `The branch ${merged.defaultBranch} was not found. Please push that ref first or create it via the Git Data API.`,
        },
      ])
    await run(git, ['symbolic-ref', 'HEAD', `refs/heads/${merged.defaultBranch}`])
  }
  return transaction(request, (write) => {
    recordEvent(write, 'repository', actionOf(repository, merged), {})
    const current = world.store.get('repositories', repository.id) ?? repository
    return write.tx.put('repositories', { ...current, ...options, updatedAt: world.now() })
  })
}

function actionOf(before: Repository, after: Repository): string {
  if (before.archived !== after.archived) return after.archived ? 'archived' : 'unarchived'
  if (before.private !== after.private) return after.private ? 'privatized' : 'publicized'
  return before.name === after.name ? 'edited' : 'renamed'
}

function mustBeAvailable(world: World, owner: string, name: string): void {
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.\.?$/.test(name))
    throw validationFailed([
      { resource: 'Repository', code: 'custom', field: 'name', message: 'name is invalid' },
    ])
  if (world.store.first('repositories', 'name', `${owner}/${name}`.toLowerCase()))
    throw validationFailed([
      {
        resource: 'Repository',
        code: 'custom',
        field: 'name',
        message: 'name already exists on this account',
      },
    ])
}
