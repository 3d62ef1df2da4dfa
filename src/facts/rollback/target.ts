import type { Config } from '../../config.js'
import type { Context } from '../../context.js'
import { runningIn, type History, type Running } from '../../domain/model/deployment.js'
import type { Tag } from '../../domain/model/release.js'
import { ranBefore, rollbackIn, versionsRan, type Rollback } from '../../domain/rollback/revert.js'
import { below } from '../../domain/release/view.js'
import { environmentOf, versionIn, type Service } from '../../domain/model/service.js'
import { isTagMeant, noReleaseIn, serviceMeant } from '../../domain/model/version-meant.js'
import { RelError } from '../../errors.js'
import { readReleases, versionTags, type Releases } from '../release/release.js'

/** `to`: a version; without it the one that production ran before. */
export interface RollbackWish {
  readonly to: string | undefined
  readonly service: string | undefined
}

export interface Ground extends Omit<Releases, 'config'>, Told {
  readonly config: Config
  readonly service: Service
  /** The service's version tags, the highest first. */
  readonly versions: readonly Tag[]
}

/** What production's deployments tell, as far as they were read. */
export interface Told {
  readonly running: Running | null
  /** What is rolled back: what production runs, else the highest version. */
  readonly from: string | null
  readonly rolledBack: Rollback | null
  /** What production ran before that. */
  readonly before: string | null
  /** Every version that production ran. */
  readonly ran: readonly string[]
}

/** Production's deployments are read as far back as it takes until they have told enough. */
export async function readGround(
  context: Context,
  { service: name, to }: RollbackWish,
  isEnough: (told: Told, service: Service) => boolean,
): Promise<Ground> {
  const all = await readReleases(context, ['production'])
  const service = serviceMeant(all.config, name, to)
  const versions = versionTags(service, all.tags)
  const environment = environmentOf(service, 'production')
  const found = all.histories.find((one) => one.environment === environment)
  const tell = (history: History) => toldBy(history, service, versions)
  const isOpen = (history: History): boolean => history.more !== null && !isEnough(tell(history), service)
  let history = found ?? { environment, deployments: [], more: null }
  while (isOpen(history)) history = await further(context, history)
  return { ...all, service, versions, ...tell(history) }
}

const further = async ({ github, repository }: Context, history: History): Promise<History> => {
  const [read = history] = await github.deployments.goOn(repository, [history])
  return read
}

function toldBy(history: History, service: Service, versions: readonly Tag[]): Told {
  const at = (commit: string): string | null =>
    highestOf(
      service,
      versions.filter((one) => one.commit === commit),
    )
  const running = runningIn(history, at)
  const from = running?.version ?? highestOf(service, versions)
  const before = from === null ? null : ranBefore(history, at, from)
  return { running, from, before, ran: versionsRan(history, at), rolledBack: rollbackIn(history, at) }
}

const highestOf = (service: Service, [highest]: readonly Tag[]): string | null =>
  highest ? versionIn(service, highest.name) : null

/** The version to go back to, and its tag. */
export function targetOf(ground: Ground, wish: string | undefined): Tag & { readonly version: string } {
  const { service, repository, versions } = ground
  const to = wish ?? earlierOf(ground)
  const tag = versions.find(({ name }) => isTagMeant(service, name, to))
  if (tag) return { ...tag, version: versionIn(service, tag.name)! }
  throw noReleaseIn(repository, to)
}

/** Where nobody names a version. */
function earlierOf(ground: Ground): string {
  const { from, repository } = ground
  if (from === null) throw unknown(`${repository} has no release to go back to.`)
  const earlier = ground.config.environments.includes('production')
    ? ranEarlier(ground)
    : nextLower(ground, from)
  if (earlier === null) throw unknown(`Which version ran before ${from} is not known.`)
  return earlier
}

/** What was rolled back already is not rolled back once more by the way. */
const ranEarlier = ({ rolledBack, before }: Ground): string | null => rolledBack?.to ?? before
/** A team without production has no better order. */
const nextLower = ({ service, versions }: Ground, from: string): string | null =>
  highestOf(service, below(service, versions, from))

const unknown = (message: string): RelError =>
  new RelError('not-found', message, {
    hint: 'Name the one to go back to, as in `--to VERSION`: see `rel release list`.',
  })
