import type { Context } from '../../context.js'
import { runningIn, type History } from '../../domain/model/deployment.js'
import { requireConfigured } from '../../domain/model/environment.js'
import { workflowOf, type RedeployFacts } from '../../domain/redeploy/start.js'
import { environmentsFile } from '../../domain/model/pack-names.js'
import { readApproval } from '../approval/approval.js'
import { historyOf } from '../ci/deploy.js'

/** What an environment runs, with the facts about its gate or the pull request that holds it. */
export async function readRedeployFacts(context: Context, environment: string): Promise<RedeployFacts> {
  const facts = await readApproval(context)
  requireConfigured(facts.config, environment)
  const known = facts.histories.find((candidate) => candidate.environment === environment)
  const history = known ?? (await historyOf(context, environment))
  const workflow = workflowOf(facts, environment)
  return {
    ...facts,
    history,
    ...(await readPulls(context, workflow, history)),
    hasWorkflow: await hasWorkflow(context, workflow),
  }
}

const hasWorkflow = async ({ github, repository }: Context, workflow: string | null): Promise<boolean> =>
  workflow !== null && (await github.configuration.file(repository, `.github/workflows/${workflow}`)) !== null

/** The deployed pull request and the open ones; nothing is read for environments that run versions. */
async function readPulls({ github, repository }: Context, workflow: string | null, history: History) {
  if (workflow !== environmentsFile) return { deployedPull: null, openPulls: [] }
  const { pullRequest, open } = await github.ci.readPullRequests(
    repository,
    runningIn(history, () => null)?.pr ?? null,
  )
  return { deployedPull: pullRequest, openPulls: open }
}
