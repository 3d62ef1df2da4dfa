import { createBare, importHistory } from '../git/bare.js'
import { listRefs } from '../git/refs.js'
import { newRepository } from '../rules/repository/repositories.js'
import type { Protection, Repository, User } from '../state/rows.js'
import type { Transaction } from '../state/store.js'
import type { World } from '../world.js'
import { historyOf } from './files.js'
import type { Paths } from '../paths.js'
import { labels, organization, people, repositoryNames } from './people.js'
import { keptTokens, newToken } from '../tokens.js'

/** Creates the demo in an empty sandbox: the organisation acme, its people with their tokens, and its two services. */
export async function createDemo(world: World, paths: Pick<Paths, 'images' | 'tokens'>): Promise<void> {
  const kept = keptTokens(paths)
  const repositories = world.store.transaction((tx) => {
    putUser(world, tx, { login: organization, name: 'Acme', type: 'Organization' })
    for (const bot of ['github-actions[bot]', 'dependabot[bot]'])
      putUser(world, tx, { login: bot, name: null, type: 'Bot' })
    for (const { login, name, role } of people) {
      putUser(world, tx, { login, name, type: 'User' })
      tx.put('memberships', { organization, login, role: role === 'admin' ? 'admin' : 'member' })
      tx.put('tokens', {
        id: world.store.nextId(),
        secret: kept[login] ?? newToken(login),
        login,
        kind: 'classic',
        permissions: null,
        repository: null,
      })
    }
    return repositoryNames.map((name) => putRepository(world, tx, name, paths.images))
  })
  await Promise.all(repositories.map((repository) => importFiles(world, repository)))
}

function putUser(
  world: World,
  tx: Transaction,
  { login, name, type }: Pick<User, 'login' | 'name' | 'type'>,
): User {
  return tx.put('users', { id: world.store.nextId(), login, type, name, createdAt: world.now() })
}

/** A repository of the team: private, and its workflows can open pull requests. */
export const teamRepository = (world: World, name: string): Repository => ({
  ...newRepository(world, organization, { name, description: `The ${name} service`, private: true }),
  actionsMayCreatePullRequests: true,
})

function putRepository(world: World, tx: Transaction, name: string, images: string): Repository {
  const repository = tx.put('repositories', teamRepository(world, name))
  putTeam(world, tx, repository, images)
  for (const label of labels)
    tx.put('labels', { id: world.store.nextId(), repository: repository.id, ...label })
  tx.put('protections', protectionOf(repository))
  return repository
}

/** Adds the people with their roles, and the variable with the folder of the images. */
export function putTeam(world: World, tx: Transaction, { id }: Repository, images: string): void {
  for (const { login, role } of people) tx.put('collaborators', { repository: id, login, role })
  const times = { createdAt: world.now(), updatedAt: world.now() }
  tx.put('variables', { repository: id, environment: null, name: 'REL_IMAGES', value: images, ...times })
}

/** Main accepts pull requests only, and requires no approval. */
export const protectionOf = (repository: Repository): Protection => ({
  repository: repository.id,
  branch: 'main',
  pullRequestRequired: true,
  approvals: 0,
  statusChecks: null,
  enforceAdmins: true,
  linearHistory: false,
  allowForcePushes: false,
  allowDeletions: false,
})

/** Imports the files into git. They start no workflow: no push event is sent for them. */
async function importFiles(world: World, repository: Repository): Promise<void> {
  const git = createBare(world.git(repository).directory, repository.defaultBranch)
  await importHistory(
    git,
    historyOf(repository.name, { name: 'Dev Developer', email: 'dev@users.noreply.sandbox.localhost' }),
  )
  const refs = await listRefs(git, 'refs/heads/')
  world.store.transaction((tx) => {
    for (const { name, sha } of refs) tx.put('refs', { repository: repository.id, name, sha })
  })
}
