import type { DevFact } from '../model/deployment.js'
import { shortCommit } from '../../lib/commit.js'
import { gt } from 'semver'
import { hotfixesCheck } from '../line/audit.js'
import type { Check } from '../plan/check.js'
import type { Draft, PublishFacts } from './facts.js'
import { drafting } from '../model/service.js'
import { checkFreeze } from '../freeze/freeze.js'
import { checkImage } from './image.js'

export const publishChecks = [
  'dev',
  'image',
  'main-moving',
  'unseen',
  'version',
  'hotfixes',
  'freeze',
] as const
export type PublishCheck = (typeof publishChecks)[number]
/** No `--force` makes an image, or a version free. */
export const forcibleChecks = publishChecks.filter((name) => name !== 'image' && name !== 'version')

/**
 * dev ran the commit: before it is published it does so right now; afterwards a later commit may have followed it there.
 */
export function checkDev(dev: DevFact | null, commit: string, how: 'is' | 'contains'): Check<'dev'> {
  const short = shortCommit(commit)
  const passed = dev !== null && (dev.commit === commit || (how === 'contains' && dev.contains))
  const runs = dev ? `dev runs ${shortCommit(dev.commit)}` : 'dev runs nothing'
  return {
    name: 'dev',
    passed,
    finding: passed ? `${runs}.` : `${runs}, and not ${short}.`,
    remedy: `Wait for the main workflow to deploy ${short} to dev.`,
  }
}

/** Everything that must be true before a draft is published, each with its remedy. */
export const checkPublish = (facts: PublishFacts, draft: Draft): readonly Check<PublishCheck>[] => [
  ...(facts.config.environments.includes('dev') ? [checkDev(facts.dev, draft.commit, 'is')] : []),
  checkImage(draft.image, draft.commit),
  checkMoving(facts, draft),
  checkUnseen(facts, draft),
  checkVersion(facts, { ...draft, tag: draft.release.tag }, facts.versions),
  hotfixesCheck(facts.lacked),
  checkFreeze(facts.config, facts.now),
]

/** A run of the main workflow that goes on and is newer than the draft's is about to move it. */
function checkMoving({ mainRuns, trunk }: PublishFacts, { commit }: Draft): Check<'main-moving'> {
  const own = mainRuns.find((run) => run.commit === commit)
  const newer = mainRuns.find(
    (run) => run.conclusion === null && run.commit !== commit && run.id > (own?.id ?? 0),
  )
  return {
    name: 'main-moving',
    passed: newer === undefined,
    finding: newer
      ? `A run of ${shortCommit(newer.commit)} is about to move the draft: ${newer.url}.`
      : `No run of ${trunk.name} is about to move the draft.`,
    remedy: 'Wait for it, and publish what it drafts.',
  }
}

/** Commits with [skip ci], or merged by a workflow, start no run: nobody built them, and the draft does not know them. */
function checkUnseen({ mainRuns, trunk }: PublishFacts, { commit }: Draft): Check<'unseen'> {
  const short = shortCommit(trunk.commit)
  const passed = trunk.commit === commit || mainRuns.some((run) => run.commit === trunk.commit)
  return {
    name: 'unseen',
    passed,
    finding: passed
      ? `The main workflow has seen ${short}, the head of ${trunk.name}.`
      : `${short}, the head of ${trunk.name}, has no run of the main workflow: [skip ci], merged by a workflow, or only just pushed.`,
    remedy: `Merge or push something that starts one, or release without ${short}.`,
  }
}

/**
 * A version is used once (L2): both spellings of its tag are free, or its own is where the release is. Main goes on from the
 * highest: below it versions belong to hotfixes, and nothing would be deployed. `published`: the versions that are out.
 */
export function checkVersion(
  { service, tags }: Pick<PublishFacts, 'service' | 'tags'>,
  { version, tag, commit }: { readonly version: string; readonly tag: string; readonly commit: string },
  published: readonly string[] = [],
): Check<'version'> {
  const taken = [...tags].find(([name, at]) => at !== null && (at !== commit || name !== tag))
  const higher = published.find((one) => gt(one, version))
  const free = [...tags.values()].includes(commit) ? 'is this commit alone' : 'is free'
  return {
    name: 'version',
    passed: taken === undefined && higher === undefined,
    finding: taken
      ? `${taken[0]} is taken: it is at ${shortCommit(taken[1] ?? '')}.`
      : higher
        ? `${version} is not above ${higher}, and main goes on from the highest version.`
        : `${version} ${free}.`,
    remedy: `Draft the next one: ${drafting(service)}.`,
    final: true,
  }
}
