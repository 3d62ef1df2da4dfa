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
  /** The commits of both spellings of the version's tag; null if there is no such tag. */
  readonly tags: ReadonlyMap<string, string | null>
  /** The versions that were published before this one. */
  readonly earlierVersions: readonly string[]
  /** Hotfix commits that the release does not contain. */
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

/** Decides what a published release starts. Repeats the checks of `rel release publish`, because anybody may publish on GitHub's pages. */
export function planRelease(facts: ReleaseRunFacts, tag: string): Plan<CiResult> {
  const { config, release, onDefault, defaultBranch, image } = facts
  const named = versionOfTag(servicesOf(config), tag)
  if (!named) return nothing(`${tag} is not the tag of a version.`)
  if (!release?.commit || release.draft) return nothing(`The published release ${tag} no longer exists.`)
  if (release.prerelease) return nothing(`${tag} is a pre-release; pre-releases are not deployed.`)
  if (!onDefault || !image)
    return nothing(`${tag} is not on ${defaultBranch}; hotfixes are deployed by the run that created them.`)

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
  return [`To approve the deployment to ${first}, run: rel release approve ${first}`]
}
