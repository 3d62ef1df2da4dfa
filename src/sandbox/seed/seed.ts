import { type SystemWrite } from '../request.js'
import { teamRepository, protectionOf } from '../demo/demo.js'
import { labels, organization, people } from '../demo/people.js'
import { GitHubError } from '../errors.js'
import { createBare } from '../git/bare.js'
import { signatureOf } from '../rules/pulls/merging.js'
import type { Repository } from '../state/rows.js'
import { wholeSeconds, type World } from '../world.js'
import { putDeployments } from './deployments.js'
import { putEnvironments } from './environments.js'
import { makeHistory, timeOf, type SeededHistory } from './history.js'
import { authorOf, putPulls } from './issues.js'
import { putReleases } from './releases.js'
import {
  descriptionOf,
  repositoriesOf,
  seedOptionsFrom,
  type SeedRepository,
  type SeedOptions,
} from './options.js'

export interface Seeded {
  readonly repositories: readonly SeedRepository[]
  /** How many of them were created now; the others existed with the same options. */
  readonly made: number
}

/**
 * Creates the missing repositories, each in one transaction: after an interruption, seeding again creates the rest.
 * `now`: milliseconds. Throws 422 if a repository with such a name exists that was not seeded with the same options.
 */
export async function seed(
  world: World,
  now: number,
  body: Readonly<Record<string, unknown>>,
): Promise<Seeded> {
  const options = seedOptionsFrom(body)
  if (typeof options === 'string') throw new GitHubError(422, options)
  const wanted = repositoriesOf(options)
  const missing = wanted.filter((repository) => !isSeeded(world, repository, options))
  for (const repository of missing) await create(world, now, repository, options)
  return { repositories: wanted, made: missing.length }
}

function isSeeded(world: World, { name, archived, readOnly }: SeedRepository, options: SeedOptions): boolean {
  const found = world.store.first('repositories', 'name', `${organization}/${name}`.toLowerCase())
  if (!found) return false
  const role = world.store.get('collaborators', `${found.id}/dev`)?.role
  const alike = found.description === descriptionOf(options) && found.archived === archived
  if (!alike || (role === 'read') !== readOnly)
    throw new GitHubError(422, `${organization}/${name} already exists and was not seeded with these options`)
  return true
}

async function create(
  world: World,
  now: number,
  wanted: SeedRepository,
  options: SeedOptions,
): Promise<void> {
  const { name, archived } = wanted
  const oldest = wholeSeconds(timeOf(now, options.pulls + options.releases))
  const repository: Repository = {
    ...teamRepository(world, name),
    description: descriptionOf(options),
    archived,
    lastNumber: options.pulls,
    createdAt: oldest,
    updatedAt: wholeSeconds(now),
    pushedAt: wholeSeconds(timeOf(now, 0)),
  }
  const git = createBare(world.git(repository).directory, repository.defaultBranch)
  const signatures = new Map(people.map(({ login }) => [login, signatureOf(world, login)]))
  const history = await makeHistory(git, {
    name,
    options,
    now,
    authorOf: (pull) => {
      const author = signatures.get(authorOf(pull))
      return `${author?.name ?? ''} <${author?.email ?? ''}>`
    },
  })
  world.store.transaction((tx) => putRows({ world, tx, repository }, wanted, options, history))
}

function putRows(
  write: SystemWrite,
  { readOnly }: SeedRepository,
  options: SeedOptions,
  history: SeededHistory,
): void {
  const { world, tx, repository } = write
  const { id, defaultBranch } = tx.put('repositories', repository)
  for (const { login, role } of people)
    tx.put('collaborators', { repository: id, login, role: readOnly && role !== 'admin' ? 'read' : role })
  tx.put('protections', protectionOf(repository))
  tx.put('refs', { repository: id, name: `refs/heads/${defaultBranch}`, sha: history.main.at(-1) ?? '' })
  putReleases(write, history, options)
  putPulls(write, history)
  if (options.adopted) {
    for (const label of labels) tx.put('labels', { id: world.store.nextId(), repository: id, ...label })
    putEnvironments(write)
  }
  putDeployments(write, history, options)
}
