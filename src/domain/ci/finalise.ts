import { rcompare } from 'semver'
import type { CiResult } from './event.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Release } from '../model/release.js'
import { serviceOfTag, versionIn, type Service } from '../model/service.js'

export interface FinaliseFacts {
  readonly repository: string
  readonly services: readonly Service[]
  readonly releases: readonly Release[]
  /** The tag of GitHub's latest release. */
  readonly latest: string | null
}

/**
 * Makes the pre-release a full release once production runs it or never will, and marks the highest version as the latest,
 * whatever was published last. `justPublished`: only the latest mark is corrected; a pre-release stays one.
 */
export function planFinalise(
  facts: FinaliseFacts,
  tag: string,
  { justPublished = false }: { readonly justPublished?: boolean } = {},
): Plan<CiResult> {
  const { repository, services, latest } = facts
  const service = serviceOfTag(services, tag)
  const published = facts.releases.filter(({ draft }) => !draft)
  const own = justPublished ? undefined : published.find((release) => release.tag === tag)
  const highest = service ? highestOf(service, published, own) : lastOf(services, published)
  const mark = (release: Release, isLatest: boolean): Step<'mark-release'> => ({
    kind: 'mark-release',
    repository,
    release: release.id,
    tag: release.tag,
    latest: isLatest,
  })
  const isWrong = highest !== null && latest !== highest.tag
  const steps = [
    ...(own?.prerelease ? [mark(own, own === highest)] : []),
    ...(isWrong && !(own?.prerelease && own === highest) ? [mark(highest, true)] : []),
  ]
  const why = `${tag} is published; the latest release is ${highest?.tag ?? 'none'}.`
  return { steps, summary: why, result: { why: [why], outputs: {} } }
}

/** For a tag that is not a version: the highest version of the service that was published last. */
function lastOf(services: readonly Service[], published: readonly Release[]): Release | null {
  const highest = services.flatMap((service) => highestOf(service, published, undefined) ?? [])
  const at = ({ publishedAt }: Release): string => publishedAt ?? ''
  return highest.toSorted((a, b) => at(b).localeCompare(at(a)))[0] ?? null
}

/** The highest version of one service. In a monorepo GitHub's latest release is that of the service finished last. */
function highestOf(
  service: Service,
  published: readonly Release[],
  finished: Release | undefined,
): Release | null {
  const ranked = published
    .filter((release) => !release.prerelease || release === finished)
    .flatMap((release) => {
      const version = versionIn(service, release.tag)
      return version === null ? [] : [{ release, version }]
    })
    .toSorted((a, b) => rcompare(a.version, b.version))
  return ranked[0]?.release ?? null
}
