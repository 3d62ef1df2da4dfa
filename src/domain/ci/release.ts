import type { DevFact } from '../model/deployment.js'
import type { Config } from '../../config.js'
import { hotfixesCheck, type MissingCommit } from '../line/audit.js'
import { refusalOf, type Check } from '../plan/check.js'
import { checkDev, checkVersion } from '../publish/checks.js'
import type { CiResult } from './event.js'
import { overriddenIn } from '../freeze/overridden-checks.js'
import { checkFreeze } from '../freeze/freeze.js'
import { checkImage } from '../publish/image.js'
import { type ImageFact } from '../model/image.js'
import type { Plan } from '../plan/plan.js'
import { stagesOf } from '../model/environment.js'
import { environmentOf, releaseBranchOf, servicesOf, versionOfTag } from '../model/service.js'
import type { ReleaseByTag } from '../model/release.js'

export interface ReleaseRunFacts {
  readonly config: Config
  readonly defaultBranch: string
  readonly now: string
  readonly release: ReleaseByTag | null
  /** Is the release's commit on the default branch? */
  readonly onDefault: boolean
  readonly dev: DevFact | null
  readonly image: ImageFact | null
  /** Where the spellings of the version's tag are; null: nowhere. */
  readonly tags: ReadonlyMap<string, string | null>
  /** The versions that were out when this one was published. */
  readonly earlierVersions: readonly string[]
  /** Hotfix commits that the release lacks. */
  readonly missingHotfixes: readonly MissingCommit[]
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
  const named = versionOfTag(servicesOf(config), tag)
  if (!named) return nothing(`${tag} is not the tag of a version: nothing to do.`)
  if (!release?.commit || release.draft) return nothing(`There is no published release ${tag} any more.`)
  if (release.prerelease) return nothing(`${tag} is a pre-release: nothing to do.`)
  if (!onDefault || !image)
    return nothing(`${tag} is not on ${defaultBranch}: a hotfix is deployed by the run that made it.`)

  const { service, version } = named
  const { commit } = release
  const checks: readonly Check[] = [
    checkImage(image, commit),
    ...(config.environments.includes('dev') ? [checkDev(facts.dev, commit, 'contains')] : []),
    checkVersion({ ...facts, service }, { version, tag, commit }, facts.earlierVersions),
    hotfixesCheck(facts.missingHotfixes),
    checkFreeze(config, facts.now),
  ]
  const refusal = refusalOf(checks, overriddenIn(release.body), true)
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

const next = (config: Config): readonly string[] => {
  const [first] = stagesOf(config)
  if (!first) return []
  const how =
    config.gates === 'reviewers' ? 'waits for its reviewers' : 'is deployed when an approver says so'
  return [`${first} ${how}: rel release approve ${first}.`]
}
