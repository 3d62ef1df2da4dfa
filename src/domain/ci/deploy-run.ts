import { type Refusal, refuse } from '../plan/refusal.js'
import type { Config } from '../../config.js'
import { mayPassStage, type StageOrderFacts } from '../model/stage.js'
import { stagesOf } from '../model/environment.js'
import type { Plan } from '../plan/plan.js'
import { serviceIn, servicesOf } from '../model/service.js'
import type { CiResult } from './event.js'
import type { ReleaseByTag } from '../model/release.js'

/** `before`, `running`, `isHotfix`: what it would pass by, if it were let in. */
export interface DeployRunFacts extends Pick<StageOrderFacts, 'running' | 'before' | 'isHotfix'> {
  readonly config: Config
  readonly release: ReleaseByTag | null
  /** Is the release's commit on the default branch? A hotfix's is not, before it is brought back. */
  readonly onDefault: boolean
  readonly image: string
  /** What the version's tag in the registry points to, and the commit's; whether the bytes are as their digest says. */
  readonly digests: { readonly version: string | null; readonly commit: string | null }
  readonly isIntact: boolean
}
export interface DeployRunOptions {
  readonly environment: string
  readonly version: string
  readonly rollback: boolean
}

/** A version that is to be deployed by hand: it exists, its image is the one that was promoted, and the stage before runs it. */
export function planDeployRun(facts: DeployRunFacts, options: DeployRunOptions): Plan<CiResult> {
  const { environment, version } = options
  const refusal = refusalToDeploy(facts, options) ?? refusalToSkip(facts, options)
  const [stage = ''] = environment.split('/')
  const service = serviceIn(servicesOf(facts.config), environment)
  if (refusal || !service || !facts.release?.commit) {
    const stop = refusal ?? noSuch(environment)
    return { steps: [], summary: '', result: { why: [stop.message], outputs: {} }, refusal: stop }
  }
  const why = `${version} is ${facts.digests.version}; it goes to ${environment}.`
  return {
    steps: [],
    summary: why,
    result: {
      why: [why],
      outputs: {
        environment,
        namespace: stage,
        version,
        tag: facts.release.tag,
        commit: facts.release.commit,
        digest: facts.digests.version ?? '',
        final: String(stage === 'production'),
        hotfix: String(stage === 'production' && !facts.onDefault),
      },
    },
  }
}

const noSuch = (environment: string): Refusal => ({
  code: 'refused',
  message: `Versions are not deployed to ${environment}.`,
  hint: 'Name staging or production; in a monorepo with the service, as in production/api.',
})

function refusalToDeploy(
  { config, release, image, digests, isIntact }: DeployRunFacts,
  { environment, version }: DeployRunOptions,
): Refusal | null {
  const [stage = ''] = environment.split('/')
  if (!stagesOf(config).includes(stage)) return noSuch(environment)
  if (!release?.commit || release.draft)
    return refuse(`There is no release ${version}.`, '`rel release list` shows what there is.')
  if (digests.version === null)
    return refuse(
      `${image}:${version} is not there: it was never promoted.`,
      'Run the jobs of its release again.',
    )
  if (digests.commit !== null && digests.commit !== digests.version)
    return refuse(
      `${image}:${version} is ${digests.version}, and its commit was built as ${digests.commit}.`,
      'Find out who wrote to the registry.',
    )
  if (!isIntact)
    return refuse(
      `The image of ${version} has changed: its bytes are no longer ${digests.version}.`,
      'Find out who wrote to the registry.',
    )
  return null
}

/** The terminal does not offer such a version; who starts the workflow by hand is told why. */
function refusalToSkip(facts: DeployRunFacts, options: DeployRunOptions): Refusal | null {
  const { before } = facts
  if (before === null || mayPassStage({ ...facts, ...options })) return null
  return {
    code: 'refused',
    message: `${options.environment} gets what ${before.environment} runs: that is ${before.runs ?? 'nothing'}, and not ${options.version}.`,
    hint: `\`rel release approve ${before.environment}\` comes first.`,
  }
}
