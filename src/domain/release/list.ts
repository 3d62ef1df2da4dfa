import { digestOf, type History } from '../model/deployment.js'
import type { Release, ShownPull, ShownRelease } from '../model/release.js'
import { serviceIn, serviceOfTag, type Service } from '../model/service.js'
import { pullsIn } from './body.js'
import type { Merged } from './commit.js'
import { releaseHead, shownPull, type ListFacts } from './view.js'

/** A release among others, as --json shows it: docs/json.md. `prs`: null where not all of them were asked for. */
export interface ListedRelease extends Omit<ShownRelease, 'prs'> {
  readonly prs: readonly ShownPull[] | null
}

/** `histories`: of the stages; `pulls`: what was asked for, null what is no merged pull request. */
export interface ReleaseListFacts extends ListFacts {
  readonly histories: readonly History[]
  readonly pulls: ReadonlyMap<number, Merged | null>
}

/** The newest releases of these services, drafts first: they are what comes next. */
export const newestReleases = (
  all: readonly Release[],
  services: readonly Service[],
  limit: number,
): readonly Release[] =>
  all
    .filter(
      ({ tag }) => services.length > 1 || services[0]?.name === null || serviceOfTag(services, tag) !== null,
    )
    .toSorted((one, other) => Number(other.draft) - Number(one.draft))
    .slice(0, limit)

/** The pull requests to ask for, `most` at most: all of a release or none, in the order of the releases. */
export const pullsToAsk = (releases: readonly Release[], most: number): readonly number[] =>
  releases.reduce<readonly number[]>((asked, { body }) => {
    const more = [...new Set([...asked, ...pullsIn(body)])]
    return more.length > most ? asked : more
  }, [])

/** A release with what its text tells that it brought, and the image that a stage got. */
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
