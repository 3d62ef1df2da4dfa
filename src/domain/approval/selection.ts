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

/** Which candidates to decide on, and how. Without environments: wherever a version waits. Without a version: any. */
export interface Selection {
  readonly environments: readonly string[]
  readonly version: string | undefined
  readonly verdict: 'approved' | 'rejected'
}

/** The candidates that the options select; after the first round only the versions that the user has agreed to (`agreedTo`). */
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
      throw new RelError('usage', `${name} has no approval gate in ${facts.repository}.`, {
        hint:
          stages.length > 0
            ? `Environments with a gate: ${stages.join(', ')}.`
            : 'The configuration has neither staging nor production.',
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
  // Without an environment: every version that waits, else the first that is on its way or was rolled back.
  const onTheWay = allowed.filter(({ place }) => place === 'arriving' || place === 'approved')
  const rolledBack = allowed.filter(({ place }) => place === 'rolled-back')
  const selected =
    environments.length > 0 ? allowed : open.length > 0 ? open : [...onTheWay, ...rolledBack].slice(0, 1)
  return selected.map((candidate) => ({ candidate, facts }))
}

/** Does `named` mean this version of the service that the environment belongs to? */
function isVersion(
  { config }: ApprovalFacts,
  environment: string,
  version: string | null,
  named: string,
): boolean {
  const service = serviceIn(servicesOf(config), environment)
  return service !== null && isMeant(service, version, named)
}

/** A version that was rolled back, or rejected at this gate, can be approved after all when it is named. */
const reopened = (candidate: Candidate): Candidate =>
  candidate.place === 'rolled-back' || candidate.rejection?.environment === candidate.environment
    ? { ...candidate, place: 'gate' }
    : candidate

/** An older version is not approved while a newer one waits at the same gate (L5). */
export const isSupersededByWaiting = (
  { candidate }: SelectedCandidate,
  all: readonly SelectedCandidate[],
): boolean => {
  const { environment, repository, version } = candidate
  const atSameGate = all.filter(
    (item) => item.candidate.environment === environment && item.candidate.repository === repository,
  )
  return version !== null && atSameGate.some((item) => isNewer(item.candidate.version, version))
}

/**
 * Warns about versions that wait and are not approved: `older` than another one that waits, or superseded by what the environment
 * gets. A version that has not reached its gate gets no warning.
 */
export function warningsOf(
  older: readonly SelectedCandidate[],
  superseded: readonly SelectedCandidate[],
): Pick<Plan, 'warnings'> {
  const lines = older.map(
    ({ candidate }) =>
      `${candidateName(candidate)} is not approved: a newer version is waiting too. To approve only the older one, run \`rel release approve ${candidate.environment} --version ${candidate.version}\`.`,
  )
  const warnings = [
    ...lines,
    ...supersededLines(superseded.filter(({ candidate }) => candidate.place === 'gate')),
  ]
  return warnings.length === 0 ? {} : { warnings }
}

/** Throws if no repository has released the named version. */
export function requireReleased(all: readonly ApprovalFacts[], version: string | undefined): void {
  if (version === undefined) return
  const isReleased = ({ config, releases }: ApprovalFacts): boolean =>
    releases.some(
      ({ draft, tag }) => !draft && servicesOf(config).some((service) => isTagMeant(service, tag, version)),
    )
  if (all.some(isReleased)) return
  throw noRelease(
    version,
    'Run `rel release list` to see all releases.',
    all.map(({ repository }) => repository),
  )
}

type Verdict = 'approved' | 'rejected'

/** A newer version at an environment; `runs`: it is deployed, otherwise it is being deployed. */
interface NewerVersion {
  readonly environment: string
  readonly version: string
  readonly runs: boolean
}

/**
 * A superseded version cannot be approved (L5): its environment, or the stage before that it has not passed, runs a newer one. It
 * can still be rejected at the gate where it waits.
 */
export const isSupersededByRunning = (item: SelectedCandidate, verdict: Verdict): boolean =>
  newerAtEarlierStage(item) !== null || (verdict === 'approved' && newerHere(item) !== null)

/** One line for each run, about the first of its environments. */
export const supersededLines = (superseded: readonly SelectedCandidate[]): readonly string[] =>
  superseded
    .filter(
      ({ candidate }, index) =>
        superseded.findIndex((item) => item.candidate.run.id === candidate.run.id) === index,
    )
    .flatMap((item) => {
      const newer = newerAtEarlierStage(item) ?? newerHere(item)
      return newer ? [[supersededSentence(item, newer), ...rejectHint(item, newer)].join(' ')] : []
    })

const supersededSentence = (
  { candidate }: SelectedCandidate,
  { environment, version, runs }: NewerVersion,
): string =>
  `${candidateName(candidate)} is superseded: ${runs ? `${environment} runs ${version}` : `${version} is being deployed to ${environment}`}.`

/** No hint while the newer version is being deployed: that may fail. */
function rejectHint(
  { candidate: { run, environment, place, version } }: SelectedCandidate,
  newer: NewerVersion,
): readonly string[] {
  if (!newer.runs) return []
  const gate = place === 'gate' ? environment : (run.gates[0]?.environment ?? newer.environment)
  return [`Run \`rel release reject ${gate} --version ${version}\` to end its run.`]
}

/**
 * The newer version that the environment runs or gets. A run of `deploy.yml` is left out: it is a rollback, or it refuses an older
 * version itself.
 */
function newerHere(item: SelectedCandidate): NewerVersion | null {
  const { environment, place, run } = item.candidate
  if (run.file === deployFile || (place !== 'gate' && place !== 'arriving')) return null
  return newerAt(item, environment)
}

/** The newer version at the stage that the candidate has not passed yet. With dispatched gates every candidate has passed it. */
function newerAtEarlierStage(item: SelectedCandidate): NewerVersion | null {
  const { facts, candidate } = item
  const { environment, place, run } = candidate
  const before = gatedStages(facts.config).find((stage) => stage.environment === environment)?.before ?? null
  if (place !== 'arriving' || run.file === deployFile || run.file === hotfixFile) return null
  if (before === null || facts.config.gates === 'dispatch' || hasPassed(facts, run.id, before)) return null
  return newerAt(item, before)
}

function newerAt({ candidate, facts }: SelectedCandidate, environment: string): NewerVersion | null {
  const { version } = candidate
  const stage = gatedStages(facts.config).find((known) => known.environment === environment)
  if (version === null || !stage) return null
  const running = runningAt(facts, environment)?.version ?? null
  const runs = isNewer(running, version)
  const newer = runs ? running : approvedVersionAt(facts, stage)
  return newer !== null && isNewer(newer, version) ? { environment, version: newer, runs } : null
}

const hasPassed = (facts: ApprovalFacts, run: number, environment: string): boolean =>
  historyOf(facts, environment).deployments.some(
    (deployment) => hasRun(deployment) && runOf(deployment)?.id === run,
  )
