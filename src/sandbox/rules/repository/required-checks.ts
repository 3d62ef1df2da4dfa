import { isAncestor } from '../../git/refs.js'
import { checkNameOf } from '../actions/runs.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import type { RefMove } from './ref-move.js'

type CheckState = 'success' | 'expected' | 'pending' | 'failing'

/** The messages about required status checks that a move lacks; a rule may exempt new refs. */
export async function missingChecks(
  world: World,
  repository: Repository,
  parameters: Readonly<Record<string, unknown>>,
  { before, after, head }: RefMove,
): Promise<readonly string[]> {
  const checked = head ?? after
  if (checked === null || (before === null && parameters['do_not_enforce_on_create'] === true)) return []
  const required = (parameters['required_status_checks'] ?? []) as readonly { readonly context: string }[]
  const states = checkStates(world, repository, checked)
  const problem = missingMessage(
    required.map(({ context }) => ({ context, state: states.get(context) ?? 'expected' })),
  )
  const strict = parameters['strict_required_status_checks_policy'] === true
  const behind = strict && before !== null && !(await isAncestor(world.git(repository), before, checked))
  return [
    ...(problem ? [problem] : []),
    ...(behind ? ['The head branch is not up to date with the base branch.'] : []),
  ]
}

/** The state of each status and check of a commit by name; the newest counts. A workflow job is a check named like the job. */
function checkStates(world: World, repository: Repository, sha: string): ReadonlyMap<string, CheckState> {
  const key = `${repository.id}/${sha}`
  const statuses = world.store
    .by('commitStatuses', 'sha', key)
    .map(({ context, state }): [string, CheckState] => [
      context,
      state === 'success' || state === 'pending' ? state : 'failing',
    ])
  const jobs = world.store.by('jobs', 'sha', key).map((job) => ({ ...job, name: checkNameOf(job) }))
  const checks = [...world.store.by('checkRuns', 'sha', key), ...jobs].map(
    ({ name, status, conclusion }): [string, CheckState] => [
      name,
      status !== 'completed' ? 'pending' : passing.has(conclusion ?? '') ? 'success' : 'failing',
    ],
  )
  return new Map([...statuses, ...checks])
}

const passing = new Set(['success', 'neutral', 'skipped'])

function missingMessage(
  checks: readonly { readonly context: string; readonly state: CheckState }[],
): string | null {
  const missing = checks.filter(({ state }) => state !== 'success')
  const [only] = missing
  if (!only) return null
  if (checks.length === 1) return `Required status check "${only.context}" is ${only.state}.`
  const count = (state: CheckState): number => missing.filter((check) => check.state === state).length
  const kinds = (['expected', 'pending', 'failing'] as const).filter((state) => count(state) > 0)
  const all = `${missing.length} of ${checks.length} required status checks`
  if (kinds.length === 1 && missing.length === checks.length) return `${all} are ${kinds[0] ?? ''}.`
  return `${all} have not succeeded: ${kinds.map((kind) => `${count(kind)} ${kind}`).join(', ')}.`
}

/** Whether all statuses and checks of the commit have passed. */
export const isGreen = (world: World, repository: Repository, sha: string): boolean =>
  [...checkStates(world, repository, sha).values()].every((state) => state === 'success')
