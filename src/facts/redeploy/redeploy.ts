import type { Context } from '../../context.js'
import { runningIn, type History } from '../../domain/model/deployment.js'
import { requireConfigured } from '../../domain/model/environment.js'
import { workflowOf, type RedeployFacts } from '../../domain/redeploy/start.js'
import { environmentsFile } from '../../domain/model/pack-names.js'
import { readApproval } from '../approval/approval.js'
import { historyOf } from '../ci/deploy.js'

/** What an environment runs, and everything that its gate, or the pull request that holds it, has to do with it. */
export async function readRedeployFacts(context: Context, environment: string): Promise<RedeployFacts> {
  const facts = await readApproval(context)
  requireConfigured(facts.config, environment)
  const known = facts.histories.find((one) => one.environment === environment)
  const history = known ?? (await historyOf(context, environment))
  const workflow = workflowOf(facts, environment)
  return {
    ...facts,
    history,
    ...(await readHolding(context, workflow, history)),
    reacts: await isThere(context, workflow),
  }
}

const isThere = async ({ github, repository }: Context, workflow: string | null): Promise<boolean> =>
  workflow !== null && (await github.configuration.file(repository, `.github/workflows/${workflow}`)) !== null

/** Whose commit runs there, where pull requests run at all. */
async function readHolding({ github, repository }: Context, workflow: string | null, history: History) {
  if (workflow !== environmentsFile) return { named: null, open: [] }
  const { pullRequest, open } = await github.ci.readPullRequests(
    repository,
    runningIn(history, () => null)?.pr ?? null,
  )
  return { named: pullRequest, open }
}
