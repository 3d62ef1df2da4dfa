import { environmentsFile } from '../model/pack-names.js'
import { environmentsOf, slotIn } from '../model/environment.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Goal } from '../plan/goal.js'
import type { PullRequest } from '../model/pull-request.js'
import type { PullRequestFacts } from './pull-request.js'

/** The step that creates a missing label of the release process. */
export function createLabelStep(repository: string, label: string): Step<'create-label'> {
  const slot = slotIn(label)
  const [color, description] =
    slot === null
      ? ['0e8a16', 'Deploy this pull request to its own environment']
      : label.startsWith('queue/')
        ? ['fbca04', `Waits for the environment qa${slot}`]
        : ['1d76db', `Deploy this pull request to the environment qa${slot}`]
  return { kind: 'create-label', repository, label, color, description }
}

/**
 * The deployments that a label starts. `commit` null: the label is removed. Without the workflow that reacts to labels there
 * are none, and a warning says so.
 */
export function goalsOfLabels(
  { repository, config, hasWorkflow, defaultBranch }: PullRequestFacts,
  { number }: PullRequest,
  wanted: readonly { readonly environment: string; readonly label: string }[],
  commit: string | null,
): { readonly goals: readonly Goal[]; readonly warnings: readonly string[] } {
  if (wanted.length === 0) return { goals: [], warnings: [] }
  if (!hasWorkflow)
    return {
      goals: [],
      warnings: [
        `Labels do not deploy anything yet: ${defaultBranch} has no .github/workflows/${environmentsFile}. Run \`rel init\` to add the workflows.`,
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

/** The plan with goals and warnings added. */
export const withGoals = <P extends Plan>(plan: P, outcome: Pick<Plan, 'goals' | 'warnings'>): P => ({
  ...plan,
  ...(outcome.goals && outcome.goals.length > 0 && { goals: outcome.goals }),
  ...(outcome.warnings &&
    outcome.warnings.length > 0 && { warnings: [...(plan.warnings ?? []), ...outcome.warnings] }),
})
