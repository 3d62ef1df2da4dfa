import type { Context } from '../context.js'
import { demand } from '../domain/environment.js'
import type { RedeployFacts } from '../domain/redeploy.js'
import { readApproval } from './approval.js'
import { historyOf } from './ci.js'

/** What an environment runs, and everything that its gate has to do with. */
export async function readRedeployFacts(context: Context, environment: string): Promise<RedeployFacts> {
  const facts = await readApproval(context)
  demand(facts.config, environment.split('/')[0] ?? '')
  const known = facts.histories.find((one) => one.environment === environment)
  return { ...facts, history: known ?? (await historyOf(context, environment)) }
}
