import { gt, valid } from 'semver'
import { refusalOf, shownCheck } from '../plan/check.js'
import type { Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { withoutMarks } from '../release/body.js'
import { serviceFlagOf } from '../model/service.js'
import { mayBeHotfix } from './candidate.js'
import { checkPublish } from './checks.js'
import { withOverridden } from '../freeze/overridden-checks.js'
import { requireReason, reasonOf, type FreezeOptions } from '../freeze/override.js'
import { publishGoals, publishResult, publishView, type PublishPlan } from './outcome.js'
import { isDraft, type Draft, type Published, type PublishFacts } from './facts.js'

/** Publishing brings the version to staging and production, gate by gate; what is published already goes on from where it is. */
export function planPublish(
  facts: PublishFacts,
  wish: FreezeOptions,
  before: PublishPlan | null,
): PublishPlan {
  const { candidate } = facts
  const refusal = mayNotPublish(facts) ?? goesNowhere(facts)
  if (refusal) return { steps: [], summary: '', result: publishResult(facts, null, []), refusal }
  return isDraft(candidate)
    ? planDraft(facts, candidate, wish)
    : planPublished(facts, candidate, wish, before)
}

/** Drafts are seen, and published, by those who may write: to others the newest release is not what they meant. */
const mayNotPublish = ({ repository, service, viewer, role }: PublishFacts): Refusal | null =>
  role === 'read' || role === 'triage'
    ? {
        code: 'permission',
        message: `${viewer} may not publish releases of ${repository}, and sees no draft: the role is ${role}.`,
        hint: `\`rel release watch${serviceFlagOf(service)}\` follows what is published. Ask somebody who may write to publish.`,
      }
    : null

function planDraft(facts: PublishFacts, draft: Draft, wish: FreezeOptions): PublishPlan {
  const { repository, viewer } = facts
  const { force } = wish
  const { release, commit, image } = draft
  const checks = checkPublish(facts, draft)
  if (checks.some(({ name, passed }) => name === 'freeze' && !passed)) requireReason(wish)
  const shown = checks.map((check) => shownCheck(check, force))
  const refusal = refusalOf(checks, force)
  const result = publishResult(facts, image.digest, shown)
  if (refusal) return { steps: [], summary: '', checks: shown, result, refusal }
  const step: Step = {
    kind: 'publish-release',
    repository,
    release: release.id,
    tag: release.tag,
    commit,
    latest: true, // the check `version`: it is above all that is out
    body: withOverridden(release.body, checks, { names: force, by: viewer, reason: reasonOf(wish) }),
  }
  return {
    steps: [step],
    summary: `${release.tag} is published.`,
    checks: shown,
    result,
    preamble: withoutMarks(release.body),
    ...(release.prerelease && {
      warnings: [
        `The draft is marked as a pre-release: ${release.tag} is published as a release all the same.`,
      ],
    }),
    question: `Publish ${release.tag} of ${repository}?`,
    goals: publishGoals(facts, false),
    view: publishView(facts),
    next: 'when-followed',
  }
}

/** The web page offers the mark; a version of a line has it until production runs it. */
function goesNowhere({ candidate }: PublishFacts): Refusal | null {
  const { release, version } = candidate
  if (release.draft || !release.prerelease || mayBeHotfix(version)) return null
  return {
    code: 'refused',
    message: `${release.tag} is marked as a pre-release: nothing deploys it.`,
    hint: `Take the mark away, \`gh release edit ${release.tag} --prerelease=false\`, then run \`rel release publish ${release.tag}\`.`,
  }
}

/** A release on its way, through every gate; nothing is written. One that is older than what production runs goes nowhere (L5). */
export function planWatch(facts: PublishFacts): PublishPlan {
  const { candidate, production } = facts
  const digest = isDraft(candidate) ? candidate.image.digest : candidate.digest
  const result = publishResult(facts, digest, [])
  const refusal = goesNowhere(facts)
  if (refusal) return { steps: [], summary: '', result, refusal }
  if (isDraft(candidate))
    return {
      steps: [],
      summary: '',
      result,
      refusal: {
        code: 'refused',
        message: `${candidate.release.tag} is a draft: nothing is on its way.`,
        hint: `\`rel release publish${serviceFlagOf(facts.service)}\` publishes it.`,
      },
    }
  const summary = `${candidate.release.tag} is published.`
  if (production !== null && valid(production) !== null && gt(production, candidate.version))
    return {
      steps: [],
      summary: `${summary} production runs ${production}, which is newer.`,
      result,
    }
  return { steps: [], summary, result, goals: publishGoals(facts, true), view: publishView(facts) }
}

/** `before`: the plan that we followed. GitHub may have refused the branch to the workflow: then it is ours to make. */
function planPublished(
  facts: PublishFacts,
  published: Published,
  { force }: FreezeOptions,
  before: PublishPlan | null,
): PublishPlan {
  const { repository } = facts
  const { release, commit, digest, branch, hotfix } = published
  const result = publishResult(facts, digest, before?.result.checks ?? [])
  const summary = `${release.tag} is published.`
  if (!before)
    return {
      steps: [],
      summary,
      result,
      goals: publishGoals(facts, false),
      view: publishView(facts),
      next: 'when-followed',
      ...(force.length > 0 && {
        warnings: [
          `${release.tag} is published already: --force changes nothing of it here. At a gate \`rel release approve --force\` does.`,
        ],
      }),
    }
  const step: Step = { kind: 'create-branch', repository, branch: result.branch, commit }
  // Patches that were made on a line stay there.
  return { steps: branch === null && !hotfix ? [step] : [], summary, result }
}
