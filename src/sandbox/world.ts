import type { Downloads } from './downloads.js'
import type { GitRepository } from './git/run.js'
import type { Repository } from './state/rows.js'
import type { Store } from './state/store.js'

/** The base urls of the sandbox as the client of this request reached it; without a trailing slash. */
export interface Urls {
  readonly html: string
  readonly api: string
  readonly graphql: string
}

/** The state and services that every rule uses. The server makes one for each request, with the urls that its client uses. */
export interface World {
  readonly store: Store
  readonly urls: Urls
  readonly downloads: Downloads
  /** ISO 8601 UTC, whole seconds. */
  now(): string
  git(repository: Repository): GitRepository
  /** Runs pushes, merges and ref writes of one repository one at a time. Not re-entrant. */
  exclusively<Result>(repository: Repository, work: () => Promise<Result>): Promise<Result>
}

export function createWorld(
  store: Store,
  directoryOf: (repository: Repository) => string,
  { urls, downloads }: Pick<World, 'urls' | 'downloads'>,
  now: () => string,
): World {
  const queues = new Map<number, Promise<unknown>>()
  return {
    store,
    urls,
    downloads,
    now,
    git: (repository) => ({ directory: directoryOf(repository) }),
    exclusively(repository, work) {
      const turn = (queues.get(repository.id) ?? Promise.resolve()).then(work)
      const settled = turn.then(
        () => undefined,
        () => undefined, // the caller gets the error; the next in the queue must not
      )
      queues.set(repository.id, settled)
      return turn
    },
  }
}

export const wholeSeconds = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
