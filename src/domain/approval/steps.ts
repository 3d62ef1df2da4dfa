import type { Check } from '../plan/check.js'
import type { Goal, Step } from '../plan/plan.js'
import { dispatchedAt } from '../publish/outcome.js'
import type { FreezeFacts } from '../freeze/override.js'
import { checkTakenAway } from '../line/missing-hotfixes.js'
import { deployFile } from '../rollout/trigger.js'
import { triggerOf } from './candidates.js'
import { releaseOf } from './facts.js'
import { rejectionTitle } from './rejection.js'
import type { Waiting } from './view.js'
import { newestIn } from './runs.js'

/** What the freeze has to know of a version. */
export const freezeFacts = ({ crossing, facts }: Waiting): FreezeFacts => ({
  repository: crossing.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, crossing) ?? null,
})

/** What else is asked at a gate: nothing that runs there is lost. */
export const checksAt = ({ crossing: { environment, version }, facts }: Waiting): readonly Check[] => {
  const gone = version === null ? undefined : facts.gone.get(environment)?.get(version)
  return gone && version !== null ? [checkTakenAway(gone, { environment, version })] : []
}

export const unique = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(
    (step, index) => steps.findIndex((other) => JSON.stringify(other) === JSON.stringify(step)) === index,
  )

/** Every job that waits for environments of one run is answered at once; the oldest run first. */
export function stepsFor(
  gates: readonly Waiting[],
  { verdict, comment }: { readonly verdict: 'approved' | 'rejected'; readonly comment: string },
): readonly Step[] {
  const ordered = gates.toSorted((one, other) => one.crossing.run.id - other.crossing.run.id)
  const native = ordered.filter(({ crossing }) => crossing.gate !== null)
  const runs = [...new Set(native.map(({ crossing }) => crossing.run.id))]
  const reviews = runs.map((run): Step => {
    const own = native.filter(({ crossing }) => crossing.run.id === run)
    return {
      kind: 'review-deployments',
      repository: own[0]!.crossing.repository,
      run,
      environments: own.map(({ crossing }) => ({ name: crossing.environment, id: crossing.gate! })),
      verdict,
      comment,
    }
  })
  const dispatched = ordered.filter(({ crossing }) => crossing.gate === null)
  const said = inOneLine(comment)
  const starts = dispatched.map(({ crossing: { repository, environment, version }, facts }): Step => ({
    kind: 'dispatch-workflow',
    repository,
    workflow: deployFile,
    ref: facts.defaultBranch,
    inputs: {
      environment,
      version: version ?? '',
      ...(verdict === 'approved' ? { rollback: 'false' } : { verdict: 'reject' }),
      ...(said !== '' && { comment: said }),
    },
  }))
  return [...reviews, ...starts]
}

/** A comment stands in the name of a run, which is one line. */
const inOneLine = (comment: string): string => comment.replaceAll(/\s+/g, ' ').trim()

/** A rejection is said by a run, where the gates are dispatched: it counts when that has judged. */
export const rejectingGoal = ({ crossing, facts }: Waiting, comment: string): Goal => {
  const { repository, environment, commit } = crossing
  const version = crossing.version ?? ''
  return {
    repository,
    environment,
    commit,
    rejecting: version,
    trigger: {
      kind: 'dispatch',
      workflow: deployFile,
      title: rejectionTitle(version, environment, inOneLine(comment)),
      since: facts.now,
      after: newestIn(facts.runs),
    },
  }
}

/** Of several versions at one gate the newest is what the environment will run; what is still to be started comes last. */
export const newest = (all: readonly Waiting[]): readonly Waiting[] => {
  const keyOf = ({ crossing: { repository, environment } }: Waiting): string => `${repository} ${environment}`
  const turnOf = ({ crossing: { gate, place, run } }: Waiting): number =>
    gate === null && place === 'gate' ? Number.MAX_SAFE_INTEGER : run.id
  const ordered = all.toSorted((one, other) => turnOf(other) - turnOf(one))
  return ordered.filter((one, index) => ordered.findIndex((other) => keyOf(other) === keyOf(one)) === index)
}

export const goalOf = ({ crossing, facts }: Waiting, through: boolean): Goal => ({
  repository: crossing.repository,
  environment: crossing.environment,
  commit: crossing.commit,
  trigger: triggerOf(crossing, facts),
  ...(crossing.place === 'coming' &&
    dispatchedAt(facts.defaultBranch, facts.config, crossing.environment, crossing.version)),
  through,
})
