import { randomBytes } from 'node:crypto'
import { cpSync } from 'node:fs'
import * as z from 'zod'
import { GitHubError } from '../errors.js'
import { listRefs } from '../git/refs.js'
import { run } from '../git/run.js'
import type { Repository, Token, User } from '../state/rows.js'
import type { World } from '../world.js'
import { resources, type Quota, type Quotas } from './http/quota.js'

const login = z.string({ error: ({ input }) => `Unknown user: ${String(input)}` })
const repositoryName = z.string({ error: ({ input }) => `Unknown repository: ${String(input)}` })

export const tokenShape = z.object({
  login: login.optional(),
  kind: z
    .enum(['classic', 'fine-grained', 'workflow'], '"kind" must be classic, fine-grained or workflow')
    .default('classic'),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).nullish(),
  repository: repositoryName.nullish(),
})
export const forkShape = z.object({ repository: repositoryName, login })
export const planShape = z.object({
  drafts: z.boolean('"drafts" must be true or false'),
  repository: repositoryName,
})
export const limitShape = z
  .object({
    resource: z.enum(resources, `"resource" must be ${resources.join(', ')}`),
    remaining: z.int('"remaining" must be a whole number').min(0, '"remaining" must be at least 0'),
    seconds: z.int('"seconds" must be a whole number').min(1, '"seconds" must be at least 1').optional(),
    login: login.optional(),
    repository: repositoryName.optional(),
  })
  .refine(
    ({ login, repository }) => (login === undefined) !== (repository === undefined),
    'A limit belongs to a "login", or to the workflows of a "repository"',
  )

const assumption = z.boolean('An assumption must be true or false')
export const assumptionsShape = z.strictObject({
  renamedJobs: assumption.exactOptional(),
  localWorkflows: assumption.exactOptional(),
})

/** Adds a token of any kind; the demo has only classic ones. */
export function addToken(world: World, options: z.infer<typeof tokenShape>): Token {
  const { kind, permissions, repository } = options
  const user = requireUser(world, kind === 'workflow' ? 'github-actions[bot]' : options.login)
  const repositoryId = repository == null ? null : requireRepository(world, repository).id
  if (kind === 'workflow' && repositoryId === null)
    throw new GitHubError(422, 'A workflow token requires "repository"')
  return world.store.transaction((tx) =>
    tx.put('tokens', {
      id: world.store.nextId(),
      secret: `sandbox_${kind}_${randomBytes(15).toString('hex')}`,
      login: user.login,
      kind,
      permissions: kind === 'classic' ? null : (permissions ?? {}),
      repository: repositoryId,
    }),
  )
}

/** Adds a fork of `repository` owned by `login`, with the visibility of its parent. */
export async function addFork(world: World, options: z.infer<typeof forkShape>): Promise<Repository> {
  const parent = requireRepository(world, options.repository)
  const owner = requireUser(world, options.login)
  const now = world.now()
  const fork: Repository = {
    ...parent,
    id: world.store.nextId(),
    owner: owner.login,
    forkOf: parent.id,
    lastNumber: 0,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  }
  if (world.store.first('repositories', 'name', `${fork.owner}/${fork.name}`.toLowerCase()))
    throw new GitHubError(422, `${fork.owner}/${fork.name} already exists`)
  cpSync(world.git(parent).directory, world.git(fork).directory, { recursive: true })
  const git = world.git(fork)
  for (const { name } of await listRefs(git, 'refs/pull/')) await run(git, ['update-ref', '-d', name])
  const refs = await listRefs(git, 'refs/heads/')
  return world.store.transaction((tx) => {
    for (const { name, sha } of refs) tx.put('refs', { repository: fork.id, name, sha })
    return tx.put('repositories', fork)
  })
}

/** Sets whether the plan of `repository` supports draft pull requests. */
export function setPlan(world: World, { repository, drafts }: z.infer<typeof planShape>): Repository {
  const found = requireRepository(world, repository)
  return world.store.transaction((tx) => tx.put('repositories', { ...found, withoutDrafts: !drafts }))
}

/** Sets what remains of the rate limit of a user, or of the workflows of a repository. */
export function setLimit(
  world: World,
  quotas: Quotas,
  { resource, login, repository, ...left }: z.infer<typeof limitShape>,
): Quota {
  const owner =
    repository === undefined
      ? ({ kind: 'user', id: requireUser(world, login).id } as const)
      : ({ kind: 'workflow', id: requireRepository(world, repository).id } as const)
  return quotas.set(owner, resource, left)
}

function requireRepository(world: World, name: string): Repository {
  const found = world.store.first('repositories', 'name', name.toLowerCase())
  if (!found) throw new GitHubError(422, `Unknown repository: ${name}`)
  return found
}

function requireUser(world: World, name: string | undefined): User {
  const found = name === undefined ? null : world.store.get('users', name.toLowerCase())
  if (!found) throw new GitHubError(422, `Unknown user: ${String(name)}`)
  return found
}
