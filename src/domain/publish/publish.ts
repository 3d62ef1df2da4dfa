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

/** Publishes a draft and follows it to its first gate; a release that is already published is followed from where it is. */
export function planPublish(
  facts: PublishFacts,
  options: FreezeOptions,
  before: PublishPlan | null,
): PublishPlan {
  const { candidate } = facts
  const refusal = mayNotPublish(facts) ?? refusePrerelease(facts)
  if (refusal) return { steps: [], summary: '', result: publishResult(facts, null, []), refusal }
  return isDraft(candidate)
    ? planDraft(facts, candidate, options)
    : planPublished(facts, candidate, options, before)
}

/** Without write access GitHub shows no drafts, so the release found is not the one that was meant. */
const mayNotPublish = ({ repository, service, viewer, role }: PublishFacts): Refusal | null =>
  role === 'read' || role === 'triage'
    ? {
        code: 'permission',
        message: `${viewer} cannot publish releases of ${repository}: the role is ${role}, write access is required.`,
        hint: `Ask somebody with write access to publish it. To watch a published release, run \`rel release watch${serviceFlagOf(service)}\`.`,
      }
    : null

function planDraft(facts: PublishFacts, draft: Draft, options: FreezeOptions): PublishPlan {
  const { repository, viewer } = facts
  const { force } = options
  const { release, commit, image } = draft
  const checks = checkPublish(facts, draft)
  if (checks.some(({ name, passed }) => name === 'freeze' && !passed)) requireReason(options)
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
    latest: true, // the check `version-unavailable` made sure that it is above every published version
    body: withOverridden(release.body, checks, { names: force, by: viewer, reason: reasonOf(options) }),
  }
  return {
    steps: [step],
    summary: `Published ${release.tag}.`,
    checks: shown,
    result,
    preamble: withoutMarks(release.body),
    ...(release.prerelease && {
      warnings: [`The draft is marked as a pre-release; ${release.tag} is published as a full release.`],
    }),
    question: `Publish ${release.tag} of ${repository}?`,
    goals: publishGoals(facts, false),
    view: publishView(facts),
    next: 'when-followed',
  }
}

/** A pre-release is not deployed, unless it is a hotfix: those are pre-releases until production runs them. */
function refusePrerelease({ candidate }: PublishFacts): Refusal | null {
  const { release, version } = candidate
  if (release.draft || !release.prerelease || mayBeHotfix(version)) return null
  return {
    code: 'refused',
    message: `${release.tag} is marked as a pre-release, so it is not deployed.`,
    hint: `Run \`gh release edit ${release.tag} --prerelease=false\`, then \`rel release publish ${release.tag}\`.`,
  }
}

/** Follows a release through every gate and writes nothing. One older than the version that production runs is not deployed (L5). */
export function planWatch(facts: PublishFacts): PublishPlan {
  const { candidate, production } = facts
  const digest = isDraft(candidate) ? candidate.image.digest : candidate.digest
  const result = publishResult(facts, digest, [])
  const refusal = refusePrerelease(facts)
  if (refusal) return { steps: [], summary: '', result, refusal }
  if (isDraft(candidate))
    return {
      steps: [],
      summary: '',
      result,
      refusal: {
        code: 'refused',
        message: `${candidate.release.tag} is a draft and not published yet.`,
        hint: `Run \`rel release publish${serviceFlagOf(facts.service)}\` to publish it.`,
      },
    }
  const summary = `${candidate.release.tag} is published.`
  if (production !== null && valid(production) !== null && gt(production, candidate.version))
    return {
      steps: [],
      summary: `${candidate.release.tag} is superseded: production runs ${production}.`,
      result,
    }
  return { steps: [], summary, result, goals: publishGoals(facts, true), view: publishView(facts) }
}

/** `before`: the plan that was followed. If GitHub refused the workflow to create the release branch, rel creates it. */
function planPublished(
  facts: PublishFacts,
  published: Published,
  { force }: FreezeOptions,
  before: PublishPlan | null,
): PublishPlan {
  const { repository } = facts
  const { release, commit, digest, branch, hotfix } = published
  const result = publishResult(facts, digest, before?.result.checks ?? [])
  const summary = `${release.tag} is already published.`
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
          `${release.tag} is already published: --force has no effect. To override a check at a gate, use \`rel release approve --force\`.`,
        ],
      }),
    }
  const step: Step = { kind: 'create-branch', repository, branch: result.branch, commit }
  // A hotfix has the branch of its line.
  return { steps: branch === null && !hotfix ? [step] : [], summary, result }
}
