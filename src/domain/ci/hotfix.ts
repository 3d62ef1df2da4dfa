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
  /** What the branch is the line of; null: its name is that of no version. `start`: the commit of that version's tag. */
  readonly line: (ServiceVersion & { readonly start: string | null }) | null
  /** Commits of the default branch in it, which no version has. */
  readonly fromMain: readonly string[]
  /** The first pull request that brought such commits into it squashed or rebased, if no version has that. */
  readonly squashed: SquashedMain | null
  /** The versions of the same M.m whose tag stands on the commit, and those that contain it further on. */
  readonly versionsAtCommit: readonly string[]
  readonly versionsContaining: readonly string[]
  /** The first free patch, over the tags of every branch. */
  readonly nextVersion: string
}

/** What a push to a line releases: a new version, one that an earlier attempt made, or nothing, and why. */
type Verdict =
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | (ServiceVersion & { readonly kind: 'version'; readonly isNew: boolean })

function verdictOf(facts: HotfixRunFacts, push: LinePush): Verdict {
  const { defaultBranch, line, fromMain, squashed, versionsAtCommit, versionsContaining, nextVersion } = facts
  const { branch, commit } = push
  if (!line) return { kind: 'nothing', why: `${branch} is the line of no version: nothing to do.` }
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
      why: `${versionName(line.service, existing)} has ${shortCommit(commit)} already: there is nothing to release.`,
    }
  return { kind: 'version', service: line.service, version: nextVersion, isNew: true }
}

const withoutStart = (branch: string, service: Service, version: string): Refusal => ({
  code: 'refused',
  message: `There is no tag ${tagOf(service, version)}: a line begins at the tag of its version.`,
  hint: `Tag the commit where ${branch} begins, or give the branch another name.`,
})

/** Whether a push to a line is a hotfix that has to be built: making the branch is none. */
export function planHotfix(facts: HotfixRunFacts, push: LinePush): Plan<CiResult> {
  const verdict = verdictOf(facts, push)
  if (verdict.kind === 'refused') return refused(verdict.refusal)
  if (verdict.kind === 'nothing') return planOf([verdict.why], { commit: '', branch: '' })
  const { service, version, isNew } = verdict
  const name = versionName(service, version)
  const why = isNew
    ? `${shortCommit(push.commit)} on ${push.branch} becomes ${name}, if it passes its tests.`
    : `${shortCommit(push.commit)} is ${name}: what is missing of it is done.`
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
  /** The repository's page. */
  readonly page: string
  /** The tags of every published release. */
  readonly releasedTags: readonly string[]
  /** The tag that the version has already, in the team's spelling or the other. */
  readonly tag: string | null
  /** The version that production runs, as far as it names one. */
  readonly production: string | null
  /** What is new on the line, and the tag of the version before it. */
  readonly changes: readonly Change[]
  readonly previous: string | null
}

/**
 * The next patch of the line, over all tags of its M.m (L2), at the commit that was tested. Run again, it is found. It is a
 * pre-release until production runs it, so that one that was rejected is never taken for the current one.
 */
export function planHotfixRelease(facts: HotfixReleaseFacts, push: LinePush): Plan<CiResult> {
  const verdict = verdictOf(facts, push)
  if (verdict.kind === 'refused') return refused(verdict.refusal)
  if (verdict.kind === 'nothing')
    return planOf([verdict.why], { version: '', tag: '', production: '', final: 'false' })
  const { service, version, isNew } = verdict
  const tag = facts.tag ?? tagOf(service, version)
  // A release of a version that no tag had yet came after the tags were read: it is another commit's, and the step will say so.
  const isThere = !isNew && facts.releasedTags.includes(tag)
  const why = [
    `${tag} is ${shortCommit(push.commit)} of ${push.branch}.`,
    deploymentNote(facts, service, version),
  ]
  const { repository } = facts
  return {
    ...planOf(why, { version, tag, ...destinationOf(facts, service, version) }),
    steps: isThere
      ? []
      : [{ kind: 'create-release', repository, tag, commit: push.commit, body: bodyOf(facts, version, tag) }],
    next: 'after-steps',
  }
}

/** Does production run something newer? A hotfix of an older line is released for whoever needs it, and deployed nowhere (L5). */
const isOlder = ({ production }: HotfixReleaseFacts, version: string): boolean =>
  production !== null && lt(version, production)
/** A run whose jobs are run again, or a line that was put back: nobody has to let in what is there. */
const isRunning = ({ production }: HotfixReleaseFacts, version: string): boolean =>
  production !== null && eq(version, production)
const isDeployed = (facts: HotfixReleaseFacts, version: string): boolean =>
  facts.config.environments.includes('production') && !isOlder(facts, version) && !isRunning(facts, version)

/** `production`: the environment whose gate this run waits at. `final`: nobody has to deploy it, so that it is finished now. */
const destinationOf = (facts: HotfixReleaseFacts, service: Service, version: string) => ({
  production:
    facts.config.gates === 'reviewers' && isDeployed(facts, version)
      ? environmentOf(service, 'production')
      : '',
  final: String(!isDeployed(facts, version)),
})

function deploymentNote(facts: HotfixReleaseFacts, service: Service, version: string): string {
  if (isOlder(facts, version))
    return `production runs ${facts.production}: the older ${version} is released, and not deployed over it.`
  if (isRunning(facts, version)) return `production runs ${version} already: nothing waits at its gate.`
  if (!isDeployed(facts, version)) return 'There is no production to deploy it to.'
  const environment = environmentOf(service, 'production')
  const how =
    facts.config.gates === 'reviewers' ? 'waits for its reviewers' : 'is deployed when an approver says so'
  return `It is a pre-release until production runs it. ${environment} ${how}: rel release approve ${environment}.`
}

function bodyOf(facts: HotfixReleaseFacts, version: string, tag: string): string {
  const { config, previous, page } = facts
  const { changes, reverted } = withoutReverted(facts.changes)
  const from = previous === null ? `commits/${tag}` : `compare/${previous}...${tag}`
  return notesOf({ config, changes, reverted, version, previous, compare: `${page}/${from}`, template: null })
}
