import { lt } from 'semver'
import { titleOf } from '../approval/version-run.js'
import type { Running } from '../deployment.js'
import type { Goal, Refusal } from '../plan.js'
import { environmentOf, type Service } from '../service.js'
import { deployFile } from '../trigger.js'
import type { RollbackPlan, RollbackResult } from './rollback.js'

export interface RedeployFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly service: Service
  readonly now: string
  readonly version: string
  readonly commit: string
  readonly running: Running | null
  /** `unseen`: the registry could not be asked. */
  readonly digest: string | null | 'unseen'
  /** The run that does it already. */
  readonly underWay: { readonly id: number; readonly node: string; readonly url: string } | null
  /** Is deploy.yml on the default branch? */
  readonly reacts: boolean
}

/** The quick way back: the image of the older version is deployed again, behind the gate of production; the code stays. */
export function planRedeploy(facts: RedeployFacts): RollbackPlan {
  const { repository, defaultBranch, service, now, version, commit, running, underWay } = facts
  const environment = environmentOf(service, 'production')
  const result: RollbackResult = {
    mode: 'redeploy',
    from: running?.version ?? null,
    to: version,
    pr: null,
    run: null,
    conflicts: [],
  }
  const plan = { steps: [], result, summary: `${environment} runs ${version} already.` }
  const goal = { repository, environment, commit }
  if (underWay)
    return {
      ...plan,
      summary: `${version} is on its way to ${environment}: ${underWay.url}`,
      goals: [{ ...goal, trigger: { kind: 'run', run: underWay.id, node: underWay.node } }],
    }
  if (running?.version === version) return plan
  const refusal = refusalToRedeploy(facts)
  if (refusal) return { ...plan, refusal }
  const goals: readonly Goal[] = [
    {
      ...goal,
      trigger: { kind: 'dispatch', workflow: deployFile, title: titleOf(version, environment), since: now },
    },
  ]
  return {
    ...plan,
    steps: [
      {
        kind: 'dispatch-workflow',
        repository,
        workflow: deployFile,
        ref: defaultBranch,
        inputs: { environment, version, rollback: 'true' },
      },
    ],
    question: `Deploy ${version} to ${environment}${running?.version ? `, which runs ${running.version}` : ''}?`,
    summary: `${version} is on its way to ${environment}. ${defaultBranch} still has the newer code: \`rel release rollback --to ${version}\` takes that back.`,
    goals,
    ...(facts.digest === 'unseen' && {
      warnings: [`Whether there is an image of ${version} is not to be seen from here; the run looks.`],
    }),
  }
}

function refusalToRedeploy({
  version,
  running,
  digest,
  reacts,
  defaultBranch,
}: RedeployFacts): Refusal | null {
  const refuse = (message: string, hint: string): Refusal => ({ code: 'refused', message, hint })
  if (running?.version && lt(running.version, version))
    return refuse(
      `${version} is newer than ${running.version}, which production runs.`,
      'Going forward is `rel release approve production`.',
    )
  if (digest === null)
    return refuse(
      `There is no image of ${version}: it was never promoted.`,
      'Roll back to another version, or leave out --redeploy.',
    )
  if (!reacts)
    return refuse(
      `${defaultBranch} lacks .github/workflows/${deployFile}, which would deploy it.`,
      'Adopt the workflow pack: `rel init`.',
    )
  return null
}
