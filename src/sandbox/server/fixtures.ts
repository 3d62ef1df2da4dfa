import { randomBytes } from 'node:crypto'
import { cpSync } from 'node:fs'
import * as z from 'zod'
import { GitHubError } from '../errors.js'
import { listRefs } from '../git/refs.js'
import { run } from '../git/run.js'
import type { Repository, Token, User } from '../state/rows.js'
import type { World } from '../world.js'

const login = z.string({ error: ({ input }) => `There is no user ${String(input)}.` })
const repositoryName = z.string({ error: ({ input }) => `There is no repository ${String(input)}.` })

export const tokenShape = z.object({
  login: login.optional(),
  kind: z
    .enum(['classic', 'fine-grained', 'workflow'], '"kind" is classic, fine-grained or workflow.')
    .default('classic'),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).nullish(),
  repository: repositoryName.nullish(),
})
export const forkShape = z.object({ repository: repositoryName, login })
export const planShape = z.object({
  drafts: z.boolean('"drafts" is true or false.'),
  repository: repositoryName,
})

/** Another token: what a rehearsal needs besides the demo's classic ones. */
export function addToken(world: World, options: z.infer<typeof tokenShape>): Token {
  const { kind, permissions, repository } = options
  const user = mustFindUser(world, kind === 'workflow' ? 'github-actions[bot]' : options.login)
  const only = repository == null ? null : mustFind(world, repository).id
  if (kind === 'workflow' && only === null)
    throw new GitHubError(422, 'A workflow token needs its "repository".')
  return world.store.transaction((tx) =>
    tx.put('tokens', {
      id: world.store.nextId(),
      secret: `sandbox_${kind}_${randomBytes(15).toString('hex')}`,
      login: user.login,
      kind,
      permissions: kind === 'classic' ? null : (permissions ?? {}),
      repository: only,
    }),
  )
}

/** A fork of `repository` that belongs to `login`, public as its parent is. */
export async function addFork(world: World, options: z.infer<typeof forkShape>): Promise<Repository> {
  const parent = mustFind(world, options.repository)
  const owner = mustFindUser(world, options.login)
  const at = world.now()
  const fork: Repository = {
    ...parent,
    id: world.store.nextId(),
    owner: owner.login,
    forkOf: parent.id,
    lastNumber: 0,
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
  }
  if (world.store.first('repositories', 'name', `${fork.owner}/${fork.name}`.toLowerCase()))
    throw new GitHubError(422, `${fork.owner}/${fork.name} is there already.`)
  cpSync(world.git(parent).directory, world.git(fork).directory, { recursive: true })
  const git = world.git(fork)
  for (const { name } of await listRefs(git, 'refs/pull/')) await run(git, ['update-ref', '-d', name])
  const refs = await listRefs(git, 'refs/heads/')
  return world.store.transaction((tx) => {
    for (const { name, sha } of refs) tx.put('refs', { repository: fork.id, name, sha })
    return tx.put('repositories', fork)
  })
}

/** Whether the plan of `repository` has draft pull requests. */
export function setPlan(world: World, { repository, drafts }: z.infer<typeof planShape>): Repository {
  const found = mustFind(world, repository)
  return world.store.transaction((tx) => tx.put('repositories', { ...found, withoutDrafts: !drafts }))
}

function mustFind(world: World, name: string): Repository {
  const found = world.store.first('repositories', 'name', name.toLowerCase())
  if (!found) throw new GitHubError(422, `There is no repository ${name}.`)
  return found
}

function mustFindUser(world: World, name: string | undefined): User {
  const found = name === undefined ? null : world.store.get('users', name.toLowerCase())
  if (!found) throw new GitHubError(422, `There is no user ${String(name)}.`)
  return found
}
