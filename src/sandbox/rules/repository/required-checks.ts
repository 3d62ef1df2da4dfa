import { isAncestor } from '../../git/refs.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import type { RefMove } from './ref-move.js'

type Standing = 'success' | 'expected' | 'pending' | 'failing'

/** What required status checks say against a move; a new ref may be excused from them. */
export async function missingChecks(
  world: World,
  repository: Repository,
  parameters: Readonly<Record<string, unknown>>,
  { before, after, head }: RefMove,
): Promise<readonly string[]> {
  const checked = head ?? after
  if (checked === null || (before === null && parameters['do_not_enforce_on_create'] === true)) return []
  const required = (parameters['required_status_checks'] ?? []) as readonly { readonly context: string }[]
  const standings = standingsOf(world, repository, checked)
  const problem = wordsFor(
    required.map(({ context }) => ({ context, standing: standings.get(context) ?? 'expected' })),
  )
  const strict = parameters['strict_required_status_checks_policy'] === true
  const behind = strict && before !== null && !(await isAncestor(world.git(repository), before, checked))
  return [
    ...(problem ? [problem] : []),
    ...(behind ? ['The head branch is not up to date with the base branch.'] : []),
  ]
}

/** How each status and check of a commit stands; the newest of a name counts. A workflow's job is a check of its name. */
function standingsOf(world: World, repository: Repository, sha: string): ReadonlyMap<string, Standing> {
  const key = `${repository.id}/${sha}`
  const statuses = world.store
    .by('commitStatuses', 'sha', key)
    .map(({ context, state }): [string, Standing] => [
      context,
      state === 'success' || state === 'pending' ? state : 'failing',
    ])
  const checks = [...world.store.by('checkRuns', 'sha', key), ...world.store.by('jobs', 'sha', key)].map(
    ({ name, status, conclusion }): [string, Standing] => [
      name,
      status !== 'completed' ? 'pending' : good.has(conclusion ?? '') ? 'success' : 'failing',
    ],
  )
  return new Map([...statuses, ...checks])
}

const good = new Set(['success', 'neutral', 'skipped'])

function wordsFor(
  checks: readonly { readonly context: string; readonly standing: Standing }[],
): string | null {
  const missing = checks.filter(({ standing }) => standing !== 'success')
  const [only] = missing
  if (!only) return null
  if (checks.length === 1) return `Required status check "${only.context}" is ${only.standing}.`
  const count = (standing: Standing): number => missing.filter((one) => one.standing === standing).length
  const kinds = (['expected', 'pending', 'failing'] as const).filter((standing) => count(standing) > 0)
  const all = `${missing.length} of ${checks.length} required status checks`
  if (kinds.length === 1 && missing.length === checks.length) return `${all} are ${kinds[0] ?? ''}.`
  return `${all} have not succeeded: ${kinds.map((kind) => `${count(kind)} ${kind}`).join(', ')}.`
}

/** Has everything that was said of the commit been good? */
export const isGreen = (world: World, repository: Repository, sha: string): boolean =>
  [...standingsOf(world, repository, sha).values()].every((standing) => standing === 'success')
