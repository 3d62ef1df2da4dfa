import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import { runningIn, type History, type Running } from '../model/deployment.js'
import type { Tag } from '../model/release.js'
import { versionIn, type Service } from '../model/service.js'
import { isTagMeant, noReleaseIn } from '../model/version-meant.js'
import { tagsBelow } from '../release/view.js'
import { versionBefore, pastRollback, deployedVersions, type PastRollback } from './revert.js'

/** What production's deployments tell, as far as they were read. */
export interface ProductionHistory {
  readonly running: Running | null
  /** What is rolled back: what production runs, else the highest version. */
  readonly from: string | null
  readonly rolledBack: PastRollback | null
  /** What production ran before that. */
  readonly before: string | null
  /** Every version that production ran. */
  readonly ran: readonly string[]
}

/** What choosing the version to go back to looks at. `versions`: the service's version tags, the highest first. */
export interface TargetFacts extends ProductionHistory {
  readonly repository: string
  readonly config: Config
  readonly service: Service
  readonly versions: readonly Tag[]
}

export function productionHistory(
  history: History,
  service: Service,
  versions: readonly Tag[],
): ProductionHistory {
  const at = (commit: string): string | null =>
    highestOf(
      service,
      versions.filter((one) => one.commit === commit),
    )
  const running = runningIn(history, at)
  const from = running?.version ?? highestOf(service, versions)
  const before = from === null ? null : versionBefore(history, at, from)
  return { running, from, before, ran: deployedVersions(history, at), rolledBack: pastRollback(history, at) }
}

const highestOf = (service: Service, [highest]: readonly Tag[]): string | null =>
  highest ? versionIn(service, highest.name) : null

/** The version to go back to, and its tag. */
export function targetOf(facts: TargetFacts, wish: string | undefined): Tag & { readonly version: string } {
  const { service, repository, versions } = facts
  const to = wish ?? earlierOf(facts)
  const tag = versions.find(({ name }) => isTagMeant(service, name, to))
  if (tag) return { ...tag, version: versionIn(service, tag.name)! }
  throw noReleaseIn(repository, to)
}

/** Where nobody names a version. */
function earlierOf(facts: TargetFacts): string {
  const { from, repository } = facts
  if (from === null) throw unknown(`${repository} has no release to go back to.`)
  const earlier = facts.config.environments.includes('production')
    ? ranEarlier(facts)
    : nextLower(facts, from)
  if (earlier === null) throw unknown(`Which version ran before ${from} is not known.`)
  return earlier
}

/** What was rolled back already is not rolled back once more by the way. */
const ranEarlier = ({ rolledBack, before }: TargetFacts): string | null => rolledBack?.to ?? before
/** A team without production has no better order. */
const nextLower = ({ service, versions }: TargetFacts, from: string): string | null =>
  highestOf(service, tagsBelow(service, versions, from))

const unknown = (message: string): RelError =>
  new RelError('not-found', message, {
    hint: 'Name the one to go back to, as in `--to VERSION`: see `rel release list`.',
  })
