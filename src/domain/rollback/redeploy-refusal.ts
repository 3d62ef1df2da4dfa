import { gt, patch } from 'semver'
import { gatedStages, runningThere } from '../approval/facts.js'
import { carriedBy } from '../approval/runs.js'
import type { Refusal } from '../plan/plan.js'
import { nameOf } from '../model/service.js'
import { deployFile, hotfixFile, lackingWorkflow, releaseFile } from '../rollout/trigger.js'
import { isForward, type OlderImageFacts } from './redeploy-version.js'

const refuse = (message: string, hint: string): Refusal => ({ code: 'refused', message, hint })

/** Back goes every version that has its image; forward, what ran there already, and passes as any version does. */
export function refusalToRedeploy(facts: OlderImageFacts, environment: string): Refusal | null {
  const { version, running, digest, reacts, defaultBranch } = facts
  const refusal = isForward(running, version) ? refusalToGoForward(facts, environment) : null
  if (refusal) return refusal
  if (digest === null)
    return refuse(
      `There is no image of ${version}: it was never promoted.`,
      'Roll back to another version, or leave out --redeploy.',
    )
  return reacts ? null : lackingWorkflow(defaultBranch, deployFile)
}

function refusalToGoForward(facts: OlderImageFacts, environment: string): Refusal | null {
  const { version, running, ran } = facts
  if (!ran.includes(version))
    return refuse(
      `${version} is newer than ${running?.version}, which ${environment} runs, and never ran there.`,
      wayIn(facts, environment, version),
    )
  const before = stageBefore(facts, environment)
  const staged = before && (runningThere(facts, before)?.version ?? null)
  // A hotfix, whose number this may be, passes no stage: its run tells.
  if (before === null || staged === version || patch(version) > 0) return null
  return refuse(
    `${environment} gets what ${before} runs: that is ${staged ?? 'nothing'}, and not ${version}.`,
    staged !== null && gt(staged, version)
      ? wayIn(facts, environment, staged)
      : `\`gh workflow run ${deployFile} -f environment=${before} -f version=${version}\` brings it there first.`,
  )
}

const stageBefore = ({ config }: OlderImageFacts, environment: string): string | null =>
  gatedStages(config).find((stage) => stage.environment === environment)?.before ?? null

/** How a version gets to the environment, as things stand. */
function wayIn(facts: OlderImageFacts, environment: string, version: string): string {
  const approve = `\`rel release approve ${environment} --version ${version}\` lets it in`
  if (facts.ran.includes(version))
    return `\`rel release rollback --redeploy --to ${nameOf(facts.service, version)}\` deploys that again.`
  if (facts.config.gates === 'dispatch') {
    const before = stageBefore(facts, environment)
    return before === null ? `${approve}.` : `${approve}, once ${before} runs it.`
  }
  const own = facts.runs.find(
    (one) =>
      [releaseFile, hotfixFile].includes(one.run.file) &&
      carriedBy(facts.releases, one, facts.service) === version,
  )
  if (own?.run.conclusion === null) return `${approve}, when its run has come to that gate: ${own.run.url}`
  return `Run the jobs of its release again${own ? `, ${own.run.url}` : ''}; then ${approve}.`
}
