import type { Config } from '../../config.js'
import { stagesOf } from './environment.js'
import { environmentOf, servicesOf, type Service } from './service.js'
import { gt } from 'semver'

/** Environments behind a gate, each with its service and its place among the stages. */
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

/** A version on its way into an environment, as far as the stage before is concerned. */
export interface StageOrderFacts {
  readonly version: string
  /** What the environment runs. */
  readonly running: string | null
  /** The stage before it, and what that runs; null: there is none. */
  readonly before: { readonly environment: string; readonly runs: string | null } | null
  /** Was it made on a line? */
  readonly isHotfix: boolean
  readonly rollback: boolean
}

/**
 * An environment gets what the stage before it runs. A hotfix passes no stage; what runs there already has passed, and so has what
 * it is rolled back to, which is older.
 */
export const mayPassStage = ({ version, running, before, isHotfix, rollback }: StageOrderFacts): boolean =>
  before === null ||
  before.runs === version ||
  isHotfix ||
  running === version ||
  (rollback && !(running !== null && gt(version, running)))
