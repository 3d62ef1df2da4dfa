import { randomBytes } from 'node:crypto'
import { cpSync } from 'node:fs'
import { GitHubError } from '../errors.js'
import { listRefs } from '../git/refs.js'
import { run } from '../git/run.js'
import type { Repository, Token } from '../state/rows.js'
import type { World } from '../world.js'

/** Another token: what a rehearsal needs besides the demo's classic ones. */
export function castToken(world: World, wish: Readonly<Record<string, unknown>>): Token {
  const { kind = 'classic', permissions = null, repository = null } = wish
  const login = kind === 'workflow' ? 'github-actions[bot]' : wish['login']
  const user = typeof login === 'string' ? world.store.get('users', login.toLowerCase()) : null
  if (!user) throw new GitHubError(422, `There is no user ${String(login)}.`)
  if (kind !== 'classic' && kind !== 'fine-grained' && kind !== 'workflow')
    throw new GitHubError(422, '"kind" is classic, fine-grained or workflow.')
  const only = repository === null ? null : mustFind(world, repository).id
  if (kind === 'workflow' && only === null)
    throw new GitHubError(422, 'A workflow token needs its "repository".')
  return world.store.transaction((tx) =>
    tx.put('tokens', {
      id: world.store.nextId(),
      secret: `sandbox_${kind}_${randomBytes(15).toString('hex')}`,
      login: user.login,
      kind,
      permissions: kind === 'classic' ? null : ((permissions as Token['permissions']) ?? {}),
      repository: only,
    }),
  )
}

/** A fork of `repository` that belongs to `login`, public as its parent is. */
export async function castFork(world: World, wish: Readonly<Record<string, unknown>>): Promise<Repository> {
  const parent = mustFind(world, wish['repository'])
  const owner =
    typeof wish['login'] === 'string' ? world.store.get('users', wish['login'].toLowerCase()) : null
  if (!owner) throw new GitHubError(422, `There is no user ${String(wish['login'])}.`)
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
  if (world.store.one('repositories', 'name', `${fork.owner}/${fork.name}`.toLowerCase()))
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
export function castPlan(
  world: World,
  { repository, drafts }: Readonly<Record<string, unknown>>,
): Repository {
  if (typeof drafts !== 'boolean') throw new GitHubError(422, '"drafts" is true or false.')
  const found = mustFind(world, repository)
  return world.store.transaction((tx) => tx.put('repositories', { ...found, withoutDrafts: !drafts }))
}

function mustFind(world: World, name: unknown): Repository {
  const found = typeof name === 'string' ? world.store.one('repositories', 'name', name.toLowerCase()) : null
  if (!found) throw new GitHubError(422, `There is no repository ${String(name)}.`)
  return found
}
