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
  /** How many of them were made now; the others had been seeded alike before. */
  readonly made: number
}

/**
 * Makes the repositories of the options that are not there yet, each with one transaction: one that was cut off is made by seeding
 * again. `now`: milliseconds. Refused if one has such a name but was not seeded like it.
 */
export async function seed(
  world: World,
  now: number,
  body: Readonly<Record<string, unknown>>,
): Promise<Seeded> {
  const options = seedOptionsFrom(body)
  if (typeof options === 'string') throw new GitHubError(422, options)
  const wanted = repositoriesOf(options)
  const missing = wanted.filter((each) => !isSeeded(world, each, options))
  for (const each of missing) await make(world, now, each, options)
  return { repositories: wanted, made: missing.length }
}

function isSeeded(world: World, { name, archived, readOnly }: SeedRepository, options: SeedOptions): boolean {
  const found = world.store.one('repositories', 'name', `${organization}/${name}`.toLowerCase())
  if (!found) return false
  const role = world.store.get('collaborators', `${found.id}/dev`)?.role
  const alike = found.description === descriptionOf(options) && found.archived === archived
  if (!alike || (role === 'read') !== readOnly)
    throw new GitHubError(422, `${organization}/${name} is there already, and was not seeded like this.`)
  return true
}

async function make(world: World, now: number, wanted: SeedRepository, options: SeedOptions): Promise<void> {
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
  world.store.transaction((tx) => put({ world, tx, repository }, wanted, options, history))
}

function put(
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
