import { type Refusal, refuse } from '../plan/refusal.js'
import type { Config } from '../../config.js'
import { mayPassStage, type StageOrderFacts } from '../model/stage.js'
import { stagesOf } from '../model/environment.js'
import type { Plan } from '../plan/plan.js'
import { serviceIn, servicesOf } from '../model/service.js'
import type { CiResult } from './event.js'
import type { ReleaseByTag } from '../model/release.js'

/** The facts of a dispatched deployment. `before`, `running`, `isHotfix`: for the order of the stages. */
export interface DeployRunFacts extends Pick<StageOrderFacts, 'running' | 'before' | 'isHotfix'> {
  readonly config: Config
  readonly release: ReleaseByTag | null
  /** Is the release's commit on the default branch? A hotfix's is not until it is reintegrated. */
  readonly onDefault: boolean
  readonly image: string
  /** The digests of the image tags of the version and of its commit; whether the content matches the digest. */
  readonly digests: { readonly version: string | null; readonly commit: string | null }
  readonly isIntact: boolean
}
export interface DeployRunOptions {
  readonly environment: string
  readonly version: string
  readonly rollback: boolean
}

/** Checks a dispatched deployment: the release exists, its image is the promoted one, and the stage before runs the version. */
export function planDeployRun(facts: DeployRunFacts, options: DeployRunOptions): Plan<CiResult> {
  const { environment, version } = options
  const refusal = refusalToDeploy(facts, options) ?? refusalToSkip(facts, options)
  const [stage = ''] = environment.split('/')
  const service = serviceIn(servicesOf(facts.config), environment)
  if (refusal || !service || !facts.release?.commit) {
    const stop = refusal ?? refusalOfEnvironment(environment)
    return { steps: [], summary: '', result: { why: [stop.message], outputs: {} }, refusal: stop }
  }
  const why = `Deploying ${version} to ${environment}: image ${facts.digests.version}.`
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

const refusalOfEnvironment = (environment: string): Refusal => ({
  code: 'refused',
  message: `Versions are not deployed to ${environment}.`,
  hint: 'Use staging or production; in a monorepo with the service, such as production/api.',
})

function refusalToDeploy(
  { config, release, image, digests, isIntact }: DeployRunFacts,
  { environment, version }: DeployRunOptions,
): Refusal | null {
  const [stage = ''] = environment.split('/')
  if (!stagesOf(config).includes(stage)) return refusalOfEnvironment(environment)
  if (!release?.commit || release.draft)
    return refuse(`There is no release ${version}.`, 'Run `rel release list` to see all releases.')
  if (digests.version === null)
    return refuse(
      `${image}:${version} does not exist; the version was never promoted.`,
      'Re-run the jobs of its release.',
    )
  if (digests.commit !== null && digests.commit !== digests.version)
    return refuse(
      `${image}:${version} is ${digests.version}, but its commit was built as ${digests.commit}.`,
      'Find out who wrote to the registry.',
    )
  if (!isIntact)
    return refuse(
      `The image of ${version} has changed: its content does not match ${digests.version}.`,
      'Find out who wrote to the registry.',
    )
  return null
}

/** Refuses a version that the stage before does not run. `rel release approve` does not offer it, but anybody may dispatch the workflow. */
function refusalToSkip(facts: DeployRunFacts, options: DeployRunOptions): Refusal | null {
  const { before } = facts
  if (before === null || mayPassStage({ ...facts, ...options })) return null
  return {
    code: 'refused',
    message: `${options.environment} takes only the version that ${before.environment} runs; that is ${before.runs ?? 'none'}, not ${options.version}.`,
    hint: `Run \`rel release approve ${before.environment}\` first.`,
  }
}
