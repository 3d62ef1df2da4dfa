import type { Config } from '../../config.js'
import { stagesOf } from './environment.js'
import { environmentOf, servicesOf, type Service } from './service.js'
import { gt } from 'semver'

/** An environment behind a gate, with its service and the stage before it. */
export interface Stage {
  readonly service: Service
  readonly environment: string
  /** The stage before it; null for the first. */
  readonly before: string | null
}

export const gatedStages = (config: Config): readonly Stage[] =>
  servicesOf(config).flatMap((service) =>
    stagesOf(config).map((stage, index, all) => ({
      service,
      environment: environmentOf(service, stage),
      before: index === 0 ? null : environmentOf(service, all[index - 1]!),
    })),
  )

/** A version to be deployed to an environment, and what the environment and the stage before it run. */
export interface StageOrderFacts {
  readonly version: string
  /** The version that the environment runs. */
  readonly running: string | null
  /** The stage before it, and what that runs; null: there is none. */
  readonly before: { readonly environment: string; readonly runs: string | null } | null
  /** Was the version made on a release branch? */
  readonly isHotfix: boolean
  readonly rollback: boolean
}

/**
 * An environment gets only the version that the stage before it runs. Hotfixes skip the stage before; the version that is
 * already there may be redeployed, and a rollback may deploy an older version.
 */
export const mayPassStage = ({ version, running, before, isHotfix, rollback }: StageOrderFacts): boolean =>
  before === null ||
  before.runs === version ||
  isHotfix ||
  running === version ||
  (rollback && !(running !== null && gt(version, running)))
