import { digestOf, type History } from '../model/deployment.js'
import type { Release, ShownPull, ShownRelease } from '../model/release.js'
import { serviceIn, serviceOfTag, type Service } from '../model/service.js'
import { pullsIn } from './body.js'
import type { Merged } from './commit.js'
import { releaseHead, shownPull, type ListFacts } from './view.js'

/** A release in a list, as --json shows it: docs/json.md. `prs`: null where not all of them were queried. */
export interface ListedRelease extends Omit<ShownRelease, 'prs'> {
  readonly prs: readonly ShownPull[] | null
}

/** `histories`: of the stages; `pulls`: the pull requests that were queried, null where one is not merged. */
export interface ReleaseListFacts extends ListFacts {
  readonly histories: readonly History[]
  readonly pulls: ReadonlyMap<number, Merged | null>
}

/** The newest releases of these services, drafts first. */
export const newestReleases = (
  all: readonly Release[],
  services: readonly Service[],
  limit: number,
): readonly Release[] =>
  all
    .filter(
      ({ tag }) => services.length > 1 || services[0]?.name === null || serviceOfTag(services, tag) !== null,
    )
    .toSorted((left, right) => Number(right.draft) - Number(left.draft))
    .slice(0, limit)

/** The pull requests to query, in the order of the releases, up to a limit: all of a release or none. */
export const pullsToAsk = (releases: readonly Release[], limit: number): readonly number[] =>
  releases.reduce<readonly number[]>((numbers, { body }) => {
    const more = [...new Set([...numbers, ...pullsIn(body)])]
    return more.length > limit ? numbers : more
  }, [])

/** A release with the pull requests in its text, and the digest of its image as deployed to a stage. */
export const listedRelease = (
  facts: ReleaseListFacts,
  services: readonly Service[],
  release: Release,
): ListedRelease => {
  const head = releaseHead(facts, services, release)
  const own = facts.histories.filter(({ environment }) => isOf(services, environment, release.tag))
  const digests = own.flatMap((history) => (head.commit && digestOf(history, head.commit)) ?? [])
  return { ...head, prs: pullsOf(facts, release), digest: digests[0] ?? null }
}

const pullsOf = ({ pulls }: ReleaseListFacts, { body }: Release): readonly ShownPull[] | null => {
  const numbers = pullsIn(body)
  if (!numbers.every((number) => pulls.has(number))) return null
  return numbers.flatMap((number) => {
    const pull = pulls.get(number)
    return pull ? [shownPull(pull)] : []
  })
}

const isOf = (services: readonly Service[], environment: string, tag: string): boolean => {
  const service = serviceOfTag(services, tag)
  return service !== null && serviceIn(services, environment) === service
}
