import { hasRun, runBehind } from '../model/deployment.js'
import { deployFile, hotfixFile } from '../model/pack-names.js'
import { isNewer } from '../model/version.js'
import { enteringAt } from './reviewer-gate.js'
import { historyOf, runningThere, type ApprovalFacts } from './facts.js'
import { gatedStages } from '../model/stage.js'
import { placeOf, type Waiting } from './view.js'

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
