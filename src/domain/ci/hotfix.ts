import { shortCommit } from '../../lib/commit.js'
import { eq, gt, lt } from 'semver'
import type { Config } from '../../config.js'
import type { CiResult, LinePush } from './event.js'
import { refuseLine, refuseSquashedMain, type SquashedMain } from '../line/line.js'
import type { Plan } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import type { Change } from '../release/changes.js'
import { notesOf } from '../release/notes.js'
import { withoutReverted } from '../release/reverts.js'
import { environmentOf, versionName, tagOf, type Service, type ServiceVersion } from '../model/service.js'

export interface HotfixRunFacts {
  readonly defaultBranch: string
  /** The service and version of the line; null if the branch is not the line of a version. `start`: the commit of the version's tag. */
  readonly line: (ServiceVersion & { readonly start: string | null }) | null
  /** Commits of the default branch in the line that no version contains. */
  readonly fromMain: readonly string[]
  /** The first unreleased pull request that brought such commits into the line squashed or rebased. */
  readonly squashed: SquashedMain | null
  /** The versions of the same M.m whose tag is at the commit, and the later ones that contain it. */
  readonly versionsAtCommit: readonly string[]
  readonly versionsContaining: readonly string[]
  /** The first free patch, over the tags of every branch. */
  readonly nextVersion: string
}

/** What a push to a line releases: a new version, the version of an earlier attempt, or nothing. */
type Verdict =
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | (ServiceVersion & { readonly kind: 'version'; readonly isNew: boolean })

function verdictOf(facts: HotfixRunFacts, push: LinePush): Verdict {
  const { defaultBranch, line, fromMain, squashed, versionsAtCommit, versionsContaining, nextVersion } = facts
  const { branch, commit } = push
  if (!line) return { kind: 'nothing', why: `${branch} is not the line of a version.` }
  if (line.start === null)
    return { kind: 'refused', refusal: withoutStart(branch, line.service, line.version) }
  if (fromMain.length > 0)
    return { kind: 'refused', refusal: refuseLine({ ...push, defaultBranch, fromMain }) }
  if (squashed) return { kind: 'refused', refusal: refuseSquashedMain({ branch, defaultBranch }, squashed) }
  const own = versionsAtCommit.findLast((version) => gt(version, line.version))
  if (own !== undefined) return { kind: 'version', service: line.service, version: own, isNew: false }
  const [existing] = [...versionsAtCommit, ...versionsContaining]
  if (existing !== undefined)
    return {
      kind: 'nothing',
      why: `${versionName(line.service, existing)} already contains ${shortCommit(commit)}.`,
    }
  return { kind: 'version', service: line.service, version: nextVersion, isNew: true }
}

const withoutStart = (branch: string, service: Service, version: string): Refusal => ({
  code: 'refused',
  message: `There is no tag ${tagOf(service, version)}; a line starts at the tag of its version.`,
  hint: `Tag the commit at which ${branch} starts, or rename the branch.`,
})

/** Decides whether a push to a line is a hotfix that has to be built. The creation of the branch is not. */
export function planHotfix(facts: HotfixRunFacts, push: LinePush): Plan<CiResult> {
  const verdict = verdictOf(facts, push)
  if (verdict.kind === 'refused') return refused(verdict.refusal)
  if (verdict.kind === 'nothing') return planOf([verdict.why], { commit: '', branch: '' })
  const { service, version, isNew } = verdict
  const name = versionName(service, version)
  const why = isNew
    ? `${shortCommit(push.commit)} on ${push.branch} will be released as ${name} if its tests pass.`
    : `${shortCommit(push.commit)} is already ${name}; completing its release.`
  return planOf([why], { commit: push.commit, branch: push.branch })
}

const planOf = (why: readonly string[], outputs: CiResult['outputs']): Plan<CiResult> => ({
  steps: [],
  summary: why.join('\n'),
  result: { why, outputs },
})
const refused = (refusal: Refusal): Plan<CiResult> => ({ ...planOf([refusal.message], {}), refusal })

export interface HotfixReleaseFacts extends HotfixRunFacts {
  readonly repository: string
  readonly config: Config
  /** The URL of the repository. */
  readonly page: string
  /** The tags of every published release. */
  readonly releasedTags: readonly string[]
  /** The existing tag of the version, in either spelling. */
  readonly tag: string | null
  /** The version that production runs, if known. */
  readonly production: string | null
  /** The changes since the previous version, and its tag. */
  readonly changes: readonly Change[]
  readonly previous: string | null
}

/**
 * Releases the next patch version over all tags of the same M.m (L2) at the tested commit, or finds the one of an earlier run. It
 * is a pre-release until production runs it, so that a rejected hotfix never becomes the latest release.
 */
export function planHotfixRelease(facts: HotfixReleaseFacts, push: LinePush): Plan<CiResult> {
  const verdict = verdictOf(facts, push)
  if (verdict.kind === 'refused') return refused(verdict.refusal)
  if (verdict.kind === 'nothing')
    return planOf([verdict.why], { version: '', tag: '', production: '', final: 'false' })
  const { service, version, isNew } = verdict
  const tag = facts.tag ?? tagOf(service, version)
  // If the version is new, a release of it was created after the tags were read, for another commit: the step reports that.
  const isReleased = !isNew && facts.releasedTags.includes(tag)
  const why = [
    `${tag} is ${shortCommit(push.commit)} on ${push.branch}.`,
    deploymentNote(facts, service, version),
  ]
  const { repository } = facts
  return {
    ...planOf(why, { version, tag, ...destinationOf(facts, service, version) }),
    steps: isReleased
      ? []
      : [{ kind: 'create-release', repository, tag, commit: push.commit, body: bodyOf(facts, version, tag) }],
    next: 'after-steps',
  }
}

/** Does production run a newer version? A hotfix of an older line is released but not deployed (L5). */
const isOlder = ({ production }: HotfixReleaseFacts, version: string): boolean =>
  production !== null && lt(version, production)
/** Does production run the version already (re-run jobs, or a line that was reset)? Then no approval is needed. */
const isRunning = ({ production }: HotfixReleaseFacts, version: string): boolean =>
  production !== null && eq(version, production)
const isDeployed = (facts: HotfixReleaseFacts, version: string): boolean =>
  facts.config.environments.includes('production') && !isOlder(facts, version) && !isRunning(facts, version)

/** `production`: the environment at whose gate this run waits. `final`: it is not deployed, so it becomes a full release now. */
const destinationOf = (facts: HotfixReleaseFacts, service: Service, version: string) => ({
  production:
    facts.config.gates === 'reviewers' && isDeployed(facts, version)
      ? environmentOf(service, 'production')
      : '',
  final: String(!isDeployed(facts, version)),
})

function deploymentNote(facts: HotfixReleaseFacts, service: Service, version: string): string {
  if (isOlder(facts, version))
    return `production runs ${facts.production}; the older ${version} is released but not deployed.`
  if (isRunning(facts, version)) return `production already runs ${version}; no approval is needed.`
  if (!isDeployed(facts, version)) return 'There is no production environment to deploy it to.'
  const environment = environmentOf(service, 'production')
  return `It is a pre-release until production runs it. To approve its deployment, run: rel release approve ${environment}`
}

function bodyOf(facts: HotfixReleaseFacts, version: string, tag: string): string {
  const { config, previous, page } = facts
  const { changes, reverted } = withoutReverted(facts.changes)
  const from = previous === null ? `commits/${tag}` : `compare/${previous}...${tag}`
  return notesOf({ config, changes, reverted, version, previous, compare: `${page}/${from}`, template: null })
}
