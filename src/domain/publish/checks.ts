import type { DevFact } from '../model/deployment.js'
import { shortCommit } from '../../lib/commit.js'
import { gt } from 'semver'
import { hotfixesCheck } from '../line/audit.js'
import type { Check, OverridableCheck } from '../plan/check.js'
import type { Draft, PublishFacts } from './facts.js'
import { drafting } from '../model/service.js'
import { checkFreeze } from '../freeze/freeze.js'
import { checkImage } from './image.js'

/** A missing image and a taken version cannot be overridden. */
export type PublishCheck = OverridableCheck | 'image-unverified' | 'version-unavailable'

/** Before publishing dev must run the commit (`is`); afterwards it may run a later commit that contains it (`contains`). */
export function checkDev(dev: DevFact | null, commit: string, how: 'is' | 'contains'): Check<'not-on-dev'> {
  const short = shortCommit(commit)
  const passed = dev !== null && (dev.commit === commit || (how === 'contains' && dev.contains))
  const running = dev ? `dev runs ${shortCommit(dev.commit)}` : 'dev has no deployment'
  return {
    name: 'not-on-dev',
    passed,
    finding: passed ? `${running}.` : `${running}, not ${short}.`,
    remedy: `Wait for the main workflow to deploy ${short} to dev.`,
  }
}

/** The checks that must pass before a draft is published. */
export const checkPublish = (facts: PublishFacts, draft: Draft): readonly Check<PublishCheck>[] => [
  ...(facts.config.environments.includes('dev') ? [checkDev(facts.dev, draft.commit, 'is')] : []),
  checkImage(draft.image, draft.commit),
  checkPendingBuild(facts, draft),
  checkHeadBuilt(facts, draft),
  checkVersion(facts, { ...draft, tag: draft.release.tag }, facts.versions),
  hotfixesCheck(facts.missingHotfixes),
  checkFreeze(facts.config, facts.now),
]

/** A main workflow run in progress that is newer than the draft's run will update the draft. */
function checkPendingBuild(
  { mainRuns, trunk }: PublishFacts,
  { commit }: Draft,
): Check<'main-build-pending'> {
  const draftRun = mainRuns.find((run) => run.commit === commit)
  const newer = mainRuns.find(
    (run) => run.conclusion === null && run.commit !== commit && run.id > (draftRun?.id ?? 0),
  )
  return {
    name: 'main-build-pending',
    passed: newer === undefined,
    finding: newer
      ? `The main workflow is running for ${shortCommit(newer.commit)} and will update the draft: ${newer.url}.`
      : `No newer build of ${trunk.name} is running.`,
    remedy: 'Wait for the run, then publish the updated draft.',
  }
}

/** A commit with [skip ci], or one merged by a workflow, starts no run: it is not built, and the draft lacks it. */
function checkHeadBuilt({ mainRuns, trunk }: PublishFacts, { commit }: Draft): Check<'head-not-built'> {
  const short = shortCommit(trunk.commit)
  const passed = trunk.commit === commit || mainRuns.some((run) => run.commit === trunk.commit)
  return {
    name: 'head-not-built',
    passed,
    finding: passed
      ? `The main workflow ran for ${short}, the head of ${trunk.name}.`
      : `The main workflow has no run for ${short}, the head of ${trunk.name}: [skip ci], merged by a workflow, or pushed just now.`,
    remedy: `Push or merge a commit that starts the main workflow, or publish without ${short}.`,
  }
}

/**
 * A version is used once (L2): neither spelling of its tag may exist, except its own tag at the release's commit. A release of
 * main must be above the highest published version, because lower ones belong to hotfixes and would not be deployed.
 */
export function checkVersion(
  { service, tags }: Pick<PublishFacts, 'service' | 'tags'>,
  { version, tag, commit }: { readonly version: string; readonly tag: string; readonly commit: string },
  published: readonly string[] = [],
): Check<'version-unavailable'> {
  const taken = [...tags].find(([name, at]) => at !== null && (at !== commit || name !== tag))
  const higher = published.find((known) => gt(known, version))
  const available = [...tags.values()].includes(commit)
    ? `The tag ${tag} is at this commit.`
    : `${version} is available.`
  return {
    name: 'version-unavailable',
    passed: taken === undefined && higher === undefined,
    finding: taken
      ? `The tag ${taken[0]} already exists at ${shortCommit(taken[1] ?? '')}.`
      : higher
        ? `${version} is not above ${higher}, the highest released version.`
        : available,
    remedy: `Run ${drafting(service)} to draft the next version.`,
    final: true,
  }
}
