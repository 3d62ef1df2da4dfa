import { gt, valid } from 'semver'
import { isSameMinor } from '../line/line.js'
import { previousIn, pullsIn } from '../release/body.js'
import type { Release } from '../model/release.js'
import { versionIn } from '../model/service.js'
import { type ApprovalFacts } from './facts.js'
import { gatedStages } from '../model/stage.js'

/** What ships with a version: pull requests, and the versions in between of which no release tells what they brought. */
export interface Shipped {
  readonly pulls: readonly number[]
  readonly untold: readonly string[]
}

/**
 * What the releases from one version, not included, to another, included, brought by their own texts; where nothing runs, of all
 * up to that other. A hotfix that production never ran is in no later version, and one that was made since that other was
 * published is not in it: only its own line has it. Somebody may have used a version up by a tag alone.
 */
export function shippedBetween(
  { releases, config }: ApprovalFacts,
  environment: string,
  from: string | null,
  to: string | null,
): Shipped {
  const service = gatedStages(config).find((one) => one.environment === environment)?.service
  if (!service || to === null || valid(to) === null) return { pulls: [], untold: [] }
  const versionOf = ({ draft, tag }: Release): string | null => (draft ? null : versionIn(service, tag))
  const isBetween = (version: string): boolean => !gt(version, to) && (from === null || gt(version, from))
  const published = releases.find((one) => versionOf(one) === to)?.publishedAt
  const wasThere = ({ prerelease, publishedAt }: Release): boolean =>
    !prerelease && (publishedAt ?? '') <= (published ?? '')
  const inside = releases.filter((one) => {
    const version = versionOf(one)
    return version !== null && isBetween(version) && (isSameMinor(version, to) || wasThere(one))
  })
  const numbers = inside.flatMap(({ body }) => pullsIn(body))
  const previous = inside.flatMap(({ body }) => versionIn(service, previousIn(body) ?? '') ?? [])
  const isUntold = (version: string): boolean =>
    from !== null && gt(version, from) && !releases.some((one) => versionOf(one) === version)
  return {
    pulls: [...new Set(numbers)].toSorted((one, other) => one - other),
    untold: [...new Set(previous)].filter(isUntold),
  }
}
