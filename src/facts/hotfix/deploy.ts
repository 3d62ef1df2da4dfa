import type { Context } from '../../context.js'
import { mayHold } from '../../domain/label/request.js'
import type { HotfixDeployFacts } from '../../domain/hotfix/deploy.js'
import type { Answers } from '../../domain/plan/plan.js'
import { isChoice, selectPullRequest } from '../../domain/label/pull-request.js'
import { servicesOf } from '../../domain/model/service.js'
import { readMergedMain } from '../line/merged-main.js'
import { readPreviewFacts } from '../preview/preview.js'

/** The facts of a preview, and the commits of the default branch that the pull request would merge into its line. */
export async function readHotfixDeployFacts(
  context: Context,
  number: number | undefined,
  answers: Answers,
): Promise<HotfixDeployFacts> {
  const facts = await readPreviewFacts(context, number)
  const pull = selectPullRequest(facts, answers)
  if (!pull || isChoice(pull) || !mayHold(pull)) return { ...facts, mergedMain: null }
  const repository = { services: servicesOf(facts.config), defaultBranch: facts.defaultBranch }
  return { ...facts, mergedMain: await readMergedMain(context, repository, pull) }
}
