import type { Context } from '../../context.js'
import { mayHold } from '../../domain/label/request.js'
import type { HotfixDeployFacts } from '../../domain/hotfix/deploy.js'
import type { Answers } from '../../domain/plan/plan.js'
import { isChoice, selectPullRequest } from '../../domain/label/pull-request.js'
import { servicesOf } from '../../domain/model/service.js'
import { readMergedMain } from '../line/merged-main.js'
import { readPreviewFacts } from '../preview/preview.js'

/** The same as of a preview, and what the pull request that is meant would bring into its line. */
export async function readHotfixDeployFacts(
  context: Context,
  number: number | undefined,
  answers: Answers,
): Promise<HotfixDeployFacts> {
  const facts = await readPreviewFacts(context, number)
  const pull = selectPullRequest(facts, answers)
  if (!pull || isChoice(pull) || !mayHold(pull)) return { ...facts, mixed: null }
  const place = { services: servicesOf(facts.config), defaultBranch: facts.defaultBranch }
  return { ...facts, mixed: await readMergedMain(context, place, pull) }
}
