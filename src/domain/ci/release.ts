import type { Config } from '../../config.js'
import { refusalOf, type Check } from '../check.js'
import { checkDev } from '../publish/checks.js'
import type { CiFacts, CiResult } from './event.js'
import { forcedIn } from '../publish/forced.js'
import { checkFreeze } from '../publish/freeze.js'
import { checkImage, type ImageFact } from '../publish/image.js'
import type { Plan, Refusal } from '../plan.js'
import { environmentOf, releaseBranchOf, serviceIn, serviceOfTag, servicesOf, versionIn } from '../service.js'

/** A release that is published. `commit`: what its tag stands on. */
export interface PublishedFact {
  readonly id: number
  readonly tag: string
  readonly draft: boolean
  readonly prerelease: boolean
  readonly body: string
  readonly commit: string | null
}

export interface ReleaseRunFacts {
  readonly config: Config
  readonly defaultBranch: string
  readonly now: string
  readonly release: PublishedFact | null
  /** Is the release's commit on the default branch? */
  readonly onDefault: boolean
  readonly dev: CiFacts['dev']
  readonly image: ImageFact | null
}

const nothing = (why: string): Plan<CiResult> => ({
  steps: [],
  summary: why,
  result: {
    why: [why],
    outputs: { version: '', commit: '', digest: '', branch: '', staging: '', production: '' },
  },
})

/** What a release sets in motion, wherever it was published: the checks of the terminal once more, as far as they still matter. */
export function planRelease(facts: ReleaseRunFacts, tag: string): Plan<CiResult> {
  const { config, release, onDefault, defaultBranch, image } = facts
  const service = serviceOfTag(servicesOf(config), tag)
  const version = service && versionIn(service, tag)
  if (!service || version === null) return nothing(`${tag} is not the tag of a version: nothing to do.`)
  if (!release?.commit || release.draft) return nothing(`There is no published release ${tag} any more.`)
  if (release.prerelease) return nothing(`${tag} is a pre-release: nothing to do.`)
  if (!onDefault || !image)
    return nothing(`${tag} is not on ${defaultBranch}: a hotfix is deployed by the run that made it.`)

  const { commit } = release
  const checks: readonly Check[] = [
    checkImage(image, commit),
    ...(config.environments.includes('dev') ? [checkDev(facts.dev, commit, 'contains')] : []),
    checkFreeze(config, facts.now),
  ]
  const refusal = refusalOf(checks, forcedIn(release.body))
  const why = checks.map(({ finding }) => finding)
  const gated = (name: string): string =>
    config.gates === 'reviewers' && config.environments.includes(name) ? environmentOf(service, name) : ''
  const plan = {
    steps: [],
    summary: why.join('\n'),
    result: {
      why: [...why, ...next(config)],
      outputs: {
        version,
        commit,
        digest: image.digest ?? '',
        branch: releaseBranchOf(service, version),
        staging: gated('staging'),
        production: gated('production'),
      },
    },
  }
  return refusal ? { ...plan, refusal } : plan
}

const next = ({ gates, environments }: Config): readonly string[] => {
  const first = ['staging', 'production'].find((name) => environments.includes(name))
  if (!first) return []
  const how = gates === 'reviewers' ? 'waits for its reviewers' : 'is deployed when an approver says so'
  return [`${first} ${how}: rel release approve ${first}.`]
}

export interface DeployRunFacts {
  readonly config: Config
  readonly release: PublishedFact | null
  /** Is the release's commit on the default branch? A hotfix's is not, before it is brought back. */
  readonly onDefault: boolean
  readonly image: string
  /** What the version's tag in the registry points to, and the commit's; whether the bytes are as their digest says. */
  readonly digests: { readonly version: string | null; readonly commit: string | null }
  readonly whole: boolean
}
export interface DeployRunWish {
  readonly environment: string
  readonly version: string
}

/** A version that is to be deployed by hand: it exists, and its image is the one that was promoted. */
export function planDeployRun(
  facts: DeployRunFacts,
  { environment, version }: DeployRunWish,
): Plan<CiResult> {
  const refusal = refusalToDeploy(facts, { environment, version })
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
  { config, release, image, digests, whole }: DeployRunFacts,
  { environment, version }: DeployRunWish,
): Refusal | null {
  const refuse = (message: string, hint: string): Refusal => ({ code: 'refused', message, hint })
  const [stage = ''] = environment.split('/')
  if (!['staging', 'production'].includes(stage) || !config.environments.includes(stage))
    return noSuch(environment)
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
  if (!whole)
    return refuse(
      `The image of ${version} has changed: its bytes are no longer ${digests.version}.`,
      'Find out who wrote to the registry.',
    )
  return null
}
