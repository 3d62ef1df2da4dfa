import { candidatesIn } from './candidates.js'
import { type ApprovalFacts, type Candidate, historyOf, runningAt } from './facts.js'
import { approvedVersionAt } from './reviewer-gate.js'
import { type Approval, candidateName, type SelectedCandidate } from './view.js'
import { hasRun, runOf } from '../model/deployment.js'
import { deployFile, hotfixFile } from '../model/pack-names.js'
import { serviceIn, servicesOf } from '../model/service.js'
import { gatedStages } from '../model/stage.js'
import { isMeant, isTagMeant, noRelease } from '../model/version-meant.js'
import { isNewer } from '../model/version.js'
import type { Plan } from '../plan/plan.js'
import { RelError } from '../../errors.js'

/** Which candidates: at environments by name, or whatever waits; of one version, or of any. What becomes of them. */
export interface Selection {
  readonly environments: readonly string[]
  readonly version: string | undefined
  readonly verdict: 'approved' | 'rejected'
}

/** What the user asked for; later, only versions that they have agreed to. */
export function selectCandidates(
  facts: ApprovalFacts,
  { environments, version: named, verdict }: Selection,
  agreedTo: readonly Approval[] | null,
): readonly SelectedCandidate[] {
  const stages = gatedStages(facts.config).map(({ environment }) => environment)
  const isNamed = (environment: string): boolean =>
    environments.includes(environment) || environments.includes(environment.split('/')[0] ?? '')
  for (const name of environments)
    if (!stages.some((stage) => stage === name || stage.split('/')[0] === name))
      throw new RelError('usage', `${facts.repository} has no gate at ${name}.`, {
        hint:
          stages.length > 0
            ? `There are gates at ${stages.join(', ')}.`
            : 'It has neither staging nor production.',
      })
  const all = candidatesIn(facts, named)
    .filter(({ environment }) => environments.length === 0 || isNamed(environment))
    .filter(
      ({ environment, version }) => named === undefined || isVersion(facts, environment, version, named),
    )
    .map((candidate) => (named === undefined || verdict === 'rejected' ? candidate : reopened(candidate)))
  const agreed = agreedTo?.filter(({ repository }) => repository === facts.repository)
  const allowed = agreed ? all.filter(({ version }) => agreed.some(({ to }) => to === version)) : all
  const open = allowed.filter(({ place }) => place === 'gate')
  // Without a name: what waits now; where nothing does, what comes first.
  const arriving = allowed.filter(({ place }) => place === 'arriving' || place === 'approved')
  const back = allowed.filter(({ place }) => place === 'rolled-back')
  const shown =
    environments.length > 0 ? allowed : open.length > 0 ? open : [...arriving, ...back].slice(0, 1)
  return shown.map((candidate) => ({ candidate, facts }))
}

/** Is it the version that somebody named, of the service whose environment it is? */
function isVersion(
  { config }: ApprovalFacts,
  environment: string,
  version: string | null,
  named: string,
): boolean {
  const service = serviceIn(servicesOf(config), environment)
  return service !== null && isMeant(service, version, named)
}

/**
 * What was turned away, or rolled back, waits for nobody; named by its version it can be let in after all, where it was turned
 * away.
 */
const reopened = (candidate: Candidate): Candidate =>
  candidate.place === 'rolled-back' || candidate.rejection?.environment === candidate.environment
    ? { ...candidate, place: 'gate' }
    : candidate

/** An older version is not let in where a newer one waits too (L5). */
export const isSupersededByWaiting = (
  { candidate }: SelectedCandidate,
  all: readonly SelectedCandidate[],
): boolean => {
  const { environment, repository, version } = candidate
  const rivals = all.filter(
    (one) => one.candidate.environment === environment && one.candidate.repository === repository,
  )
  return version !== null && rivals.some((one) => isNewer(one.candidate.version, version))
}

/** What waits too, and is not let in; what only would have come is not worth a line. */
export function warningsOf(
  superseded: readonly SelectedCandidate[],
  outside: readonly SelectedCandidate[],
): Pick<Plan, 'warnings'> {
  const lines = superseded.map(
    ({ candidate }) =>
      `${candidateName(candidate)} waits too, and is older: it stays outside. \`rel release approve ${candidate.environment} --version ${candidate.version}\` lets it in alone.`,
  )
  const warnings = [
    ...lines,
    ...supersededLines(outside.filter(({ candidate }) => candidate.place === 'gate')),
  ]
  return warnings.length === 0 ? {} : { warnings }
}

/** A version that nobody has released is a wrong word; one that was let in already is not. */
export function requireReleased(all: readonly ApprovalFacts[], version: string | undefined): void {
  if (version === undefined) return
  const isIn = ({ config, releases }: ApprovalFacts): boolean =>
    releases.some(
      ({ draft, tag }) => !draft && servicesOf(config).some((service) => isTagMeant(service, tag, version)),
    )
  if (all.some(isIn)) return
  throw noRelease(
    version,
    '`rel release list` shows all, `rel release approve` without --version what waits.',
    all.map(({ repository }) => repository),
  )
}

type Verdict = 'approved' | 'rejected'

/** Where something newer runs than what crosses, or is just let in, and which version. */
interface NewerVersion {
  readonly environment: string
  readonly version: string
  readonly runs: boolean
}

/**
 * No answer helps what was overtaken: it is not let in over something newer (L5), and one that its earlier gate keeps back for that
 * comes to no later one. It can still be turned away at the gate where it stands.
 */
export const isSupersededByRunning = (one: SelectedCandidate, verdict: Verdict): boolean =>
  newerAtEarlierStage(one) !== null || (verdict === 'approved' && newerHere(one) !== null)

/** One line for each run: where it stands, before where it does not get to. */
export const supersededLines = (outside: readonly SelectedCandidate[]): readonly string[] =>
  outside
    .filter(
      ({ candidate }, index) =>
        outside.findIndex((one) => one.candidate.run.id === candidate.run.id) === index,
    )
    .flatMap((one) => {
      const newerVersionAt = newerAtEarlierStage(one) ?? newerHere(one)
      return newerVersionAt
        ? [[supersededSentence(one, newerVersionAt), ...rejectHint(one, newerVersionAt)].join(' ')]
        : []
    })

const supersededSentence = (
  { candidate }: SelectedCandidate,
  { environment, version, runs }: NewerVersion,
): string =>
  `${candidateName(candidate)} stays outside: ${environment} ${runs ? 'runs' : 'is just getting'} ${version}, which is newer.`

/** What is just let in may fail: the run is not given up for it. */
function rejectHint(
  { candidate: { run, environment, place, version } }: SelectedCandidate,
  overtaking: NewerVersion,
): readonly string[] {
  if (!overtaking.runs) return []
  const at = place === 'gate' ? environment : (run.gates[0]?.environment ?? overtaking.environment)
  return [`\`rel release reject ${at} --version ${version}\` ends its run.`]
}

/** What runs there, or is about to. A run that somebody started for that very version is a rollback, and refuses by itself where it is none. */
function newerHere(one: SelectedCandidate): NewerVersion | null {
  const { environment, place, run } = one.candidate
  if (run.file === deployFile || (place !== 'gate' && place !== 'arriving')) return null
  return overtaking(one, environment)
}

/** What runs at the stage that it has yet to pass; where gates are dispatched, only what has passed it comes. */
function newerAtEarlierStage(one: SelectedCandidate): NewerVersion | null {
  const { facts, candidate } = one
  const { environment, place, run } = candidate
  const before = gatedStages(facts.config).find((stage) => stage.environment === environment)?.before ?? null
  if (place !== 'arriving' || run.file === deployFile || run.file === hotfixFile) return null
  if (before === null || facts.config.gates === 'dispatch' || hasPassed(facts, run.id, before)) return null
  return overtaking(one, before)
}

function overtaking({ candidate, facts }: SelectedCandidate, environment: string): NewerVersion | null {
  const { version } = candidate
  const stage = gatedStages(facts.config).find((one) => one.environment === environment)
  if (version === null || !stage) return null
  const there = runningAt(facts, environment)?.version ?? null
  const runs = isNewer(there, version)
  const newer = runs ? there : approvedVersionAt(facts, stage)
  return newer !== null && isNewer(newer, version) ? { environment, version: newer, runs } : null
}

const hasPassed = (facts: ApprovalFacts, run: number, environment: string): boolean =>
  historyOf(facts, environment).deployments.some((one) => hasRun(one) && runOf(one)?.id === run)
