import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import { runningIn, type History, type Running } from '../model/deployment.js'
import type { Tag } from '../model/release.js'
import { versionIn, type Service } from '../model/service.js'
import { isTagMeant, noReleaseIn } from '../model/version-meant.js'
import { tagsBelow } from '../release/view.js'
import { versionBefore, pastRollback, deployedVersions, type PastRollback } from './revert.js'

/** The versions in production's deployments, as far back as they were read. */
export interface ProductionHistory {
  readonly running: Running | null
  /** The version to roll back from: what production runs, else the highest version. */
  readonly from: string | null
  readonly pastRollback: PastRollback | null
  /** The version that production ran before `from`. */
  readonly previous: string | null
  /** Every version that production ran. */
  readonly deployed: readonly string[]
}

/** The facts for choosing the version to roll back to. `versions`: the service's version tags, highest first. */
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
      versions.filter((tag) => tag.commit === commit),
    )
  const running = runningIn(history, at)
  const from = running?.version ?? highestOf(service, versions)
  const previous = from === null ? null : versionBefore(history, at, from)
  return {
    running,
    from,
    previous,
    deployed: deployedVersions(history, at),
    pastRollback: pastRollback(history, at),
  }
}

const highestOf = (service: Service, [highest]: readonly Tag[]): string | null =>
  highest ? versionIn(service, highest.name) : null

/** The version to roll back to, the named one or the earlier one, and its tag. */
export function targetOf(facts: TargetFacts, named: string | undefined): Tag & { readonly version: string } {
  const { service, repository, versions } = facts
  const to = named ?? earlierOf(facts)
  const tag = versions.find(({ name }) => isTagMeant(service, name, to))
  if (tag) return { ...tag, version: versionIn(service, tag.name)! }
  throw noReleaseIn(repository, to)
}

function earlierOf(facts: TargetFacts): string {
  const { from, repository } = facts
  if (from === null) throw noTarget(`${repository} has no release to roll back to.`)
  const earlier = facts.config.environments.includes('production')
    ? ranEarlier(facts)
    : nextLower(facts, from)
  if (earlier === null) throw noTarget(`The version that ran before ${from} is not known.`)
  return earlier
}

/** After a rollback its target stays the target, so that running the command again does not go further back. */
const ranEarlier = ({ pastRollback, previous }: TargetFacts): string | null => pastRollback?.to ?? previous
/** Without a production environment there are no deployments to go by. */
const nextLower = ({ service, versions }: TargetFacts, from: string): string | null =>
  highestOf(service, tagsBelow(service, versions, from))

const noTarget = (message: string): RelError =>
  new RelError('not-found', message, {
    hint: 'Name it with `--to VERSION`. Run `rel release list` to see all versions.',
  })
