import { environmentsOf } from '../model/environment.js'
import type { Plan } from '../plan/plan.js'
import type { Goal } from '../plan/goal.js'
import type { PullRequest } from '../model/pull-request.js'
import type { PullRequestFacts } from './pull-request.js'

/** What follows from a label of a pull request; `commit` null: from its going. Without a workflow that reacts nothing follows, and the user is told. */
export function aimAt(
  { repository, config, reacts, defaultBranch }: PullRequestFacts,
  { number }: PullRequest,
  wanted: readonly { readonly environment: string; readonly label: string }[],
  commit: string | null,
): { readonly goals: readonly Goal[]; readonly warnings: readonly string[] } {
  if (wanted.length === 0) return { goals: [], warnings: [] }
  if (!reacts)
    return {
      goals: [],
      warnings: [
        `Labels start nothing here: ${defaultBranch} lacks the workflow pack (.github/workflows/environments.yml). \`rel init\` adds it.`,
      ],
    }
  const goals = wanted.flatMap(({ environment, label }) =>
    environmentsOf(config, [environment]).map((name) => ({
      repository,
      environment: name,
      commit,
      trigger: { kind: 'label' as const, label, pullRequest: number },
    })),
  )
  return { goals, warnings: [] }
}

/** A plan with its goals, and what else is to be told. */
export const aiming = <P extends Plan>(plan: P, aim: Pick<Plan, 'goals' | 'warnings'>): P => ({
  ...plan,
  ...(aim.goals && aim.goals.length > 0 && { goals: aim.goals }),
  ...(aim.warnings && aim.warnings.length > 0 && { warnings: [...(plan.warnings ?? []), ...aim.warnings] }),
})
