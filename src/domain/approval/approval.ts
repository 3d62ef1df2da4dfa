import { RelError } from '../../errors.js'
import type { Goal, Plan, Step } from '../plan.js'
import type { Progress } from '../rollout.js'
import { deployFile } from '../trigger.js'
import { crossingsOf, gatedStages, triggerOf, type ApprovalFacts, type Crossing } from './crossing.js'
import {
  notAllowed,
  placeOf,
  shown,
  shownAt,
  type Approval,
  type ApprovalResult,
  type Waiting,
} from './shown.js'

export interface ApprovalWish {
  /** Names of stages or environments; none: wherever something waits. */
  readonly environments: readonly string[]
  readonly verdict: 'approved' | 'rejected'
  readonly comment: string
}

export type ApprovalPlan = Plan<ApprovalResult>

/** Everything that waits at some gates, in however many repositories, with one answer; what is on its way there is waited for. */
export function planApproval(
  all: readonly ApprovalFacts[],
  wish: ApprovalWish,
  before: ApprovalPlan | null,
): ApprovalPlan {
  const waiting = all.flatMap((facts) => wantedIn(facts, wish, before))
  const at = (place: Crossing['place']) => waiting.filter(({ crossing }) => crossing.place === place)
  const [gates, coming, inside] = [at('gate'), at('coming'), at('inside')]
  const result = { approvals: merged(before, waiting, wish) }
  const barred = gates.filter(({ crossing }) => !crossing.mayApprove)
  const checks = gates.map(shownAt)
  if (barred.length > 0)
    return {
      steps: [],
      summary: '',
      checks,
      result,
      refusal: notAllowed(barred.map(({ crossing }) => crossing)),
    }
  if (gates.length === 0 && coming.length > 0 && inside.length === 0)
    return {
      steps: [],
      summary: coming.map(({ crossing }) => `${placeOf(crossing)} is on its way to its gate.`).join('\n'),
      result,
      until: coming.map(({ crossing }) => `${placeOf(crossing)} is on its way to its gate`).join(', '),
      goals: coming.map((one) => goalOf(one, false)),
    }
  const steps = stepsFor(gates, wish)
  const going = wish.verdict === 'approved' ? newest([...gates, ...inside]) : []
  return {
    steps,
    summary: summaryOf(all, gates, wish),
    result,
    checks,
    ...(steps.length > 0 && { question: questionOf(gates, wish) }),
    ...(going.length > 0 && { goals: going.map((one) => goalOf(one, true)), told: telling(result) }),
    afterwards: wish.environments.length > 1 && wish.verdict === 'approved' && going.length > 0,
  }
}

/** What the user asked for: environments by name, or whatever waits; later, only versions that they have agreed to. */
function wantedIn(
  facts: ApprovalFacts,
  { environments }: ApprovalWish,
  before: ApprovalPlan | null,
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
  const all = crossingsOf(facts).filter(
    ({ environment }) => environments.length === 0 || isNamed(environment),
  )
  const agreed = before?.result.approvals.filter(({ repository }) => repository === facts.repository)
  const allowed = agreed ? all.filter(({ version }) => agreed.some(({ to }) => to === version)) : all
  const open = allowed.filter(({ place }) => place === 'gate')
  // Without a name: what waits now; where nothing does, what comes first.
  const shown = environments.length > 0 ? allowed : open.length > 0 ? open : allowed.slice(0, 1)
  return shown.map((crossing) => ({ crossing, facts }))
}

/** Every job that waits for environments of one run is answered at once; the oldest run first. */
function stepsFor(gates: readonly Waiting[], { verdict, comment }: ApprovalWish): readonly Step[] {
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
  const dispatched = verdict === 'rejected' ? [] : ordered.filter(({ crossing }) => crossing.gate === null)
  const starts = dispatched.map(({ crossing, facts }): Step => ({
    kind: 'dispatch-workflow',
    repository: crossing.repository,
    workflow: deployFile,
    ref: facts.defaultBranch,
    inputs: { environment: crossing.environment, version: crossing.version ?? '', rollback: 'false' },
  }))
  return [...reviews, ...starts]
}

/** Of several versions at one gate the newest is what the environment will run. */
const newest = (all: readonly Waiting[]): readonly Waiting[] => {
  const keyOf = ({ crossing: { repository, environment } }: Waiting): string => `${repository} ${environment}`
  const ordered = all.toSorted((one, other) => other.crossing.run.id - one.crossing.run.id)
  return ordered.filter((one, index) => ordered.findIndex((other) => keyOf(other) === keyOf(one)) === index)
}

const goalOf = ({ crossing, facts }: Waiting, through: boolean): Goal => ({
  repository: crossing.repository,
  environment: crossing.environment,
  commit: crossing.commit,
  trigger: triggerOf(crossing, facts.now),
  ...(facts.config.gates === 'dispatch' && crossing.place === 'coming' && { approvers: crossing.approvers }),
  through,
})

function questionOf(gates: readonly Waiting[], { verdict, environments }: ApprovalWish): string {
  const names =
    environments.length > 1 ? environments : [...new Set(gates.map(({ crossing }) => crossing.environment))]
  const places = [...new Set(gates.map(({ crossing }) => crossing.repository))]
  return `${verdict === 'approved' ? 'Approve' : 'Reject'} ${names.join(' and then ')} of ${places.join(', ')}?`
}

function summaryOf(
  all: readonly ApprovalFacts[],
  gates: readonly Waiting[],
  { verdict, environments }: ApprovalWish,
): string {
  const repositories = all.map(({ repository }) => repository).join(', ')
  if (gates.length === 0)
    return `Nothing waits${environments.length > 0 ? ` at ${environments.join(', ')}` : ' for approval'} in ${repositories}.`
  if (verdict === 'rejected' && gates.every(({ crossing }) => crossing.gate === null))
    return gates
      .map(
        ({ crossing }) =>
          `${placeOf(crossing)} is deployed only when somebody approves it: nothing is to be stopped.`,
      )
      .join('\n')
  return gates.map(({ crossing }) => `${placeOf(crossing)} is ${verdict}.`).join('\n')
}

/** What was answered before stays answered. */
function merged(
  before: ApprovalPlan | null,
  waiting: readonly Waiting[],
  wish: ApprovalWish,
): readonly Approval[] {
  const decided = before?.result.approvals.filter(({ decision }) => decision !== 'none') ?? []
  const news = waiting.map((one) => shown(one, wish))
  const isSame = (one: Approval, other: Approval): boolean =>
    one.repository === other.repository && one.environment === other.environment && one.to === other.to
  return [...decided, ...news.filter((one) => !decided.some((other) => isSame(one, other)))]
}

const telling =
  ({ approvals }: ApprovalResult): NonNullable<ApprovalPlan['told']> =>
  (progress) => {
    const of = ({ repository, environment }: Approval): Progress | undefined =>
      progress.find(({ goal }) => goal.repository === repository && goal.environment === environment)
    return {
      summary: progress.map(({ sentence }) => sentence).join('\n'),
      result: {
        approvals: approvals.map((approval) => {
          const own = of(approval)
          if (!own) return approval
          const deployed = own.state === 'reached' ? { version: approval.to, url: own.url } : null
          return { ...approval, run: own.run ?? approval.run, deployed }
        }),
      },
    }
  }
