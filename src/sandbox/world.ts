import type { GitRepository } from './git/run.js'
import type { Repository } from './state/rows.js'
import type { Store } from './state/store.js'

/** Where the parts of GitHub answer, as the client of this request reached them; without a slash at the end. */
export interface Urls {
  readonly html: string
  readonly api: string
  readonly graphql: string
}

/** What every rule needs. The server gives each request its own, with the urls that its client uses. */
export interface World {
  readonly store: Store
  readonly urls: Urls
  /** ISO 8601 UTC, whole seconds. */
  now(): string
  git(repository: Repository): GitRepository
  /** Pushes, merges and ref writes of one repository go one after the other. Not re-entrant. */
  exclusively<Result>(repository: Repository, work: () => Promise<Result>): Promise<Result>
}

export function createWorld(
  store: Store,
  directoryOf: (repository: Repository) => string,
  urls: Urls,
  now: () => string,
): World {
  const queues = new Map<number, Promise<unknown>>()
  return {
    store,
    urls,
    now,
    git: (repository) => ({ directory: directoryOf(repository) }),
    exclusively(repository, work) {
      const turn = (queues.get(repository.id) ?? Promise.resolve()).then(work)
      const over = turn.then(
        () => undefined,
        () => undefined, // whoever asked for the work is told; the next in the queue need not know
      )
      queues.set(repository.id, over)
      return turn
    },
  }
}

export const wholeSeconds = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
