import { crossingsOf } from './candidates.js'
import { type ApprovalFacts, type Crossing, historyOf, runningThere } from './facts.js'
import { enteringAt } from './reviewer-gate.js'
import { type Approval, placeOf, type Waiting } from './view.js'
import { hasRun, runBehind } from '../model/deployment.js'
import { deployFile, hotfixFile } from '../model/pack-names.js'
import { serviceIn, servicesOf } from '../model/service.js'
import { gatedStages } from '../model/stage.js'
import { isMeant, isTagMeant, noRelease } from '../model/version-meant.js'
import { isNewer } from '../model/version.js'
import type { Plan } from '../plan/plan.js'
import { RelError } from '../../errors.js'

/** Which crossings: at environments by name, or whatever waits; of one version, or of any. What becomes of them. */
export interface Selection {
  readonly environments: readonly string[]
  readonly version: string | undefined
  readonly verdict: 'approved' | 'rejected'
}

/** What the user asked for; later, only versions that they have agreed to. */
export function wantedIn(
  facts: ApprovalFacts,
  { environments, version: named, verdict }: Selection,
  agreedTo: readonly Approval[] | null,
): readonly Waiting[] {
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
  const all = crossingsOf(facts, named)
    .filter(({ environment }) => environments.length === 0 || isNamed(environment))
    .filter(
      ({ environment, version }) => named === undefined || isVersion(facts, environment, version, named),
    )
    .map((crossing) => (named === undefined || verdict === 'rejected' ? crossing : afterAll(crossing)))
  const agreed = agreedTo?.filter(({ repository }) => repository === facts.repository)
  const allowed = agreed ? all.filter(({ version }) => agreed.some(({ to }) => to === version)) : all
  const open = allowed.filter(({ place }) => place === 'gate')
  // Without a name: what waits now; where nothing does, what comes first.
  const coming = allowed.filter(({ place }) => place === 'coming' || place === 'inside')
  const back = allowed.filter(({ place }) => place === 'rolled-back')
  const shown = environments.length > 0 ? allowed : open.length > 0 ? open : [...coming, ...back].slice(0, 1)
  return shown.map((crossing) => ({ crossing, facts }))
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
const afterAll = (crossing: Crossing): Crossing =>
  crossing.place === 'rolled-back' || crossing.rejection?.environment === crossing.environment
    ? { ...crossing, place: 'gate' }
    : crossing

/** An older version is not let in where a newer one waits too (L5). */
export const isSuperseded = ({ crossing }: Waiting, all: readonly Waiting[]): boolean => {
  const { environment, repository, version } = crossing
  const rivals = all.filter(
    (one) => one.crossing.environment === environment && one.crossing.repository === repository,
  )
  return version !== null && rivals.some((one) => isNewer(one.crossing.version, version))
}

/** What waits too, and is not let in; what only would have come is not worth a line. */
export function warningsOf(
  superseded: readonly Waiting[],
  outside: readonly Waiting[],
): Pick<Plan, 'warnings'> {
  const lines = superseded.map(
    ({ crossing }) =>
      `${placeOf(crossing)} waits too, and is older: it stays outside. \`rel release approve ${crossing.environment} --version ${crossing.version}\` lets it in alone.`,
  )
  const warnings = [...lines, ...outsideOf(outside.filter(({ crossing }) => crossing.place === 'gate'))]
  return warnings.length === 0 ? {} : { warnings }
}

/** A version that nobody has released is a wrong word; one that was let in already is not. */
export function demandReleased(all: readonly ApprovalFacts[], version: string | undefined): void {
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
interface Overtaking {
  readonly environment: string
  readonly version: string
  readonly runs: boolean
}

/**
 * No answer helps what was overtaken: it is not let in over something newer (L5), and one that its earlier gate keeps back for that
 * comes to no later one. It can still be turned away at the gate where it stands.
 */
export const isOutside = (one: Waiting, verdict: Verdict): boolean =>
  overtakingBefore(one) !== null || (verdict === 'approved' && overtakingThere(one) !== null)

/** One line for each run: where it stands, before where it does not get to. */
export const outsideOf = (outside: readonly Waiting[]): readonly string[] =>
  outside
    .filter(
      ({ crossing }, index) => outside.findIndex((one) => one.crossing.run.id === crossing.run.id) === index,
    )
    .flatMap((one) => {
      const overtaking = overtakingBefore(one) ?? overtakingThere(one)
      return overtaking ? [[stays(one, overtaking), ...ending(one, overtaking)].join(' ')] : []
    })

const stays = ({ crossing }: Waiting, { environment, version, runs }: Overtaking): string =>
  `${placeOf(crossing)} stays outside: ${environment} ${runs ? 'runs' : 'is just getting'} ${version}, which is newer.`

/** What is just let in may fail: the run is not given up for it. */
function ending(
  { crossing: { run, environment, place, version } }: Waiting,
  overtaking: Overtaking,
): readonly string[] {
  if (!overtaking.runs) return []
  const at = place === 'gate' ? environment : (run.gates[0]?.environment ?? overtaking.environment)
  return [`\`rel release reject ${at} --version ${version}\` ends its run.`]
}

/** What runs there, or is about to. A run that somebody started for that very version is a rollback, and refuses by itself where it is none. */
function overtakingThere(one: Waiting): Overtaking | null {
  const { environment, place, run } = one.crossing
  if (run.file === deployFile || (place !== 'gate' && place !== 'coming')) return null
  return overtaking(one, environment)
}

/** What runs at the stage that it has yet to pass; where gates are dispatched, only what has passed it comes. */
function overtakingBefore(one: Waiting): Overtaking | null {
  const { facts, crossing } = one
  const { environment, place, run } = crossing
  const before = gatedStages(facts.config).find((stage) => stage.environment === environment)?.before ?? null
  if (place !== 'coming' || run.file === deployFile || run.file === hotfixFile) return null
  if (before === null || facts.config.gates === 'dispatch' || hasPassed(facts, run.id, before)) return null
  return overtaking(one, before)
}

function overtaking({ crossing, facts }: Waiting, environment: string): Overtaking | null {
  const { version } = crossing
  const stage = gatedStages(facts.config).find((one) => one.environment === environment)
  if (version === null || !stage) return null
  const there = runningThere(facts, environment)?.version ?? null
  const runs = isNewer(there, version)
  const newer = runs ? there : enteringAt(facts, stage)
  return newer !== null && isNewer(newer, version) ? { environment, version: newer, runs } : null
}

const hasPassed = (facts: ApprovalFacts, run: number, environment: string): boolean =>
  historyOf(facts, environment).deployments.some((one) => hasRun(one) && runBehind(one)?.id === run)
