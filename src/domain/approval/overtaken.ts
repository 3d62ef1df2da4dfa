import { hasRun, runBehind } from '../deployment.js'
import { deployFile, hotfixFile } from '../trigger.js'
import { isNewer } from '../version.js'
import { gatedStages, historyOf, runningThere, type ApprovalFacts } from './ground.js'
import { fromOf, placeOf, type Waiting } from './shown.js'

type Verdict = 'approved' | 'rejected'

/** Where something newer runs than what crosses, and which version. */
interface Overtaking {
  readonly environment: string
  readonly version: string
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
      return overtaking ? [`${stays(one, overtaking)} ${ending(one, overtaking)}`] : []
    })

const stays = ({ crossing }: Waiting, { environment, version }: Overtaking): string =>
  `${placeOf(crossing)} stays outside: ${environment} runs ${version}, which is newer.`

function ending({ crossing: { run, environment, place, version } }: Waiting, overtaking: Overtaking): string {
  const at = place === 'gate' ? environment : (run.gates[0]?.environment ?? overtaking.environment)
  return `\`rel release reject ${at} --version ${version}\` ends its run.`
}

/** What runs there. A run that somebody started for that very version is a rollback, and refuses by itself where it is none. */
function overtakingThere(one: Waiting): Overtaking | null {
  const { environment, place, run } = one.crossing
  if (run.file === deployFile || (place !== 'gate' && place !== 'coming')) return null
  return overtaking(one, environment, fromOf(one))
}

/** What runs at the stage that it has yet to pass; where gates are dispatched, only what has passed it comes. */
function overtakingBefore(one: Waiting): Overtaking | null {
  const { facts, crossing } = one
  const { environment, place, run } = crossing
  const before = gatedStages(facts.config).find((stage) => stage.environment === environment)?.before ?? null
  if (place !== 'coming' || run.file === deployFile || run.file === hotfixFile) return null
  if (before === null || facts.config.gates === 'dispatch' || hasPassed(facts, run.id, before)) return null
  return overtaking(one, before, runningThere(facts, before)?.version ?? null)
}

const overtaking = ({ crossing }: Waiting, environment: string, version: string | null): Overtaking | null =>
  version !== null && crossing.version !== null && isNewer(version, crossing.version)
    ? { environment, version }
    : null

const hasPassed = (facts: ApprovalFacts, run: number, environment: string): boolean =>
  historyOf(facts, environment).deployments.some((one) => hasRun(one) && runBehind(one)?.id === run)
