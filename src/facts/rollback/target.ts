import type { Context } from '../../context.js'
import type { History } from '../../domain/model/deployment.js'
import { environmentOf, type Service } from '../../domain/model/service.js'
import { serviceMeant } from '../../domain/model/version-meant.js'
import { productionHistory, type ProductionHistory, type TargetFacts } from '../../domain/rollback/target.js'
import { readReleases, versionTags, type Releases } from '../release/release.js'

/** `to`: the version to roll back to; by default the one that production ran before. */
export interface RollbackOptions {
  readonly to: string | undefined
  readonly service: string | undefined
}

export type RollbackFacts = Omit<Releases, 'config'> & TargetFacts

/** Reads production's deployments, page by page, until `isEnough` or there are no more. */
export async function readRollbackFacts(
  context: Context,
  { service: name, to }: RollbackOptions,
  isEnough: (production: ProductionHistory, service: Service) => boolean,
): Promise<RollbackFacts> {
  const all = await readReleases(context, ['production'])
  const service = serviceMeant(all.config, name, to)
  const versions = versionTags(service, all.tags)
  const environment = environmentOf(service, 'production')
  const found = all.histories.find((candidate) => candidate.environment === environment)
  const productionOf = (history: History) => productionHistory(history, service, versions)
  const needsMore = (history: History): boolean =>
    history.more !== null && !isEnough(productionOf(history), service)
  let history = found ?? { environment, deployments: [], more: null }
  while (needsMore(history)) history = await readMore(context, history)
  return { ...all, service, versions, ...productionOf(history) }
}

const readMore = async ({ github, repository }: Context, history: History): Promise<History> => {
  const [read = history] = await github.deployments.readMore(repository, [history])
  return read
}
