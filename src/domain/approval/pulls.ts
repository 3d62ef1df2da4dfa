import { gt } from 'semver'
import { isSameMinor } from '../line.js'
import { listedIn } from '../release/body.js'
import type { Release } from '../release.js'
import { versionIn } from '../service.js'
import { gatedStages, type ApprovalFacts } from './ground.js'

/**
 * Numbers of the pull requests that the releases from one version, not included, to another, included, list in their notes; where
 * nothing runs, of all up to that other. A hotfix that production never ran is in no later version, and one that was
 * made since that other was published is not in it: only its own line has it.
 */
export function pullRequestsBetween(
  { releases, config }: ApprovalFacts,
  environment: string,
  from: string | null,
  to: string | null,
): readonly number[] {
  const service = gatedStages(config).find((one) => one.environment === environment)?.service
  if (!service || to === null) return []
  const isBetween = (version: string): boolean => !gt(version, to) && (from === null || gt(version, from))
  const published = releases.find(({ draft, tag }) => !draft && versionIn(service, tag) === to)?.publishedAt
  const wasThere = ({ prerelease, publishedAt }: Release): boolean =>
    !prerelease && (publishedAt ?? '') <= (published ?? '')
  const inside = releases.filter((one) => {
    const version = one.draft ? null : versionIn(service, one.tag)
    return version !== null && isBetween(version) && (isSameMinor(version, to) || wasThere(one))
  })
  const numbers = inside.flatMap(({ body }) => listedIn(body))
  return [...new Set(numbers)].toSorted((one, other) => one - other)
}
