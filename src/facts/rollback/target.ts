import type { Context } from '../../context.js'
import type { History } from '../../domain/model/deployment.js'
import { environmentOf, type Service } from '../../domain/model/service.js'
import { serviceMeant } from '../../domain/model/version-meant.js'
import { productionHistory, type ProductionHistory, type TargetFacts } from '../../domain/rollback/target.js'
import { readReleases, versionTags, type Releases } from '../release/release.js'

/** `to`: a version; without it the one that production ran before. */
export interface RollbackOptions {
  readonly to: string | undefined
  readonly service: string | undefined
}

export type RollbackFacts = Omit<Releases, 'config'> & TargetFacts

/** Production's deployments are read as far back as it takes until they have told enough. */
export async function readRollbackFacts(
  context: Context,
  { service: name, to }: RollbackOptions,
  isEnough: (told: ProductionHistory, service: Service) => boolean,
): Promise<RollbackFacts> {
  const all = await readReleases(context, ['production'])
  const service = serviceMeant(all.config, name, to)
  const versions = versionTags(service, all.tags)
  const environment = environmentOf(service, 'production')
  const found = all.histories.find((one) => one.environment === environment)
  const tell = (history: History) => productionHistory(history, service, versions)
  const isOpen = (history: History): boolean => history.more !== null && !isEnough(tell(history), service)
  let history = found ?? { environment, deployments: [], more: null }
  while (isOpen(history)) history = await further(context, history)
  return { ...all, service, versions, ...tell(history) }
}

const further = async ({ github, repository }: Context, history: History): Promise<History> => {
  const [read = history] = await github.deployments.readMore(repository, [history])
  return read
}
