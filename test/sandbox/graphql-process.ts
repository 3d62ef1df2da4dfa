import { createGate } from '../../src/sandbox/rules/deployments/gates.js'
import { createDeployment, type DeploymentOptions } from '../../src/sandbox/rules/deployments/deployments.js'
import { createDeploymentStatus } from '../../src/sandbox/rules/deployments/deployment-statuses.js'
import { putEnvironment, type EnvironmentOptions } from '../../src/sandbox/rules/deployments/environments.js'
import { createRelease } from '../../src/sandbox/rules/releases/releases.js'
import { actionsBotOf } from '../../src/sandbox/rules/access/actions-bot.js'
import { addJob, startRun } from '../../src/sandbox/rules/actions/running.js'
import { createTeam, putTeamRepository } from '../../src/sandbox/rules/access/teams.js'
import type { DeploymentState } from '../../src/sandbox/state/deployment-rows.js'
import type { Repository } from '../../src/sandbox/state/rows.js'
import { openOrganization, type Organization } from './graphql-organization.js'

export type Process = Awaited<ReturnType<typeof openProcess>>
export const open: EnvironmentOptions = {
  waitTimer: 0,
  preventSelfReview: false,
  reviewers: [],
  branchPolicy: null,
}

/** The steps of a release process, with the rules that REST also uses. */
export function stepsOf({ world, request }: Organization) {
  return {
    release: (repository: Repository, tag: string, more: object = {}) =>
      createRelease(request('rosa', repository), { tag, name: tag, ...more }),
    async deploy(
      repository: Repository,
      environment: string,
      states: readonly DeploymentState[],
      more: Partial<DeploymentOptions> = {},
    ) {
      const created = await createDeployment(request('dev', repository), {
        ref: 'main',
        task: 'deploy',
        payload: { pull: 7 },
        environment,
        description: `to ${environment}`,
        transient: false,
        production: undefined,
        autoMerge: false,
        requiredContexts: [],
        ...more,
      })
      if ('merged' in created) throw new Error(created.merged)
      for (const state of states) {
        const deployment = world.store.get('deployments', created.id)!
        const urls = state === 'success' ? { environmentUrl: `http://${environment}.test` } : {}
        createDeploymentStatus(request('dev', repository), deployment, {
          state,
          description: state,
          ...urls,
        })
      }
      return created.id
    },
    environment: (repository: Repository, name: string, options: Partial<EnvironmentOptions>) =>
      putEnvironment(request('olga', repository), name, { ...open, ...options }),
    /** A run by dev with a job that has an environment. */
    async run(repository: Repository, environment: string) {
      const path = '.github/workflows/deploy.yml'
      const report = { event: 'push', ref: 'refs/heads/main', path, actor: 'dev' }
      const run = await startRun(world, repository, report)
      const job = addJob(world, run, { name: 'deploy' })
      const options = { environment, deploys: true }
      createGate({ world, actor: actionsBotOf(world), repository }, job, run, options)
      return { run: world.store.get('runs', run.id)!, job: world.store.get('jobs', job.id)! }
    },
  }
}

/**
 * An organization with acme/widgets (two releases, a draft, deployments with statuses, and a run that waits for staging) and 25
 * repositories svc0 … svc24 with a release and a deployment to dev.
 */
export async function openProcess() {
  const acme = openOrganization()
  const { world, actor } = acme
  const steps = stepsOf(acme)
  const widgets = acme.addRepository('widgets')
  const workflow = { '.github/workflows/deploy.yml': 'name: Deploy\non: push\n' }
  const first = await acme.commit(widgets, 'main', { 'README.md': 'hello\n', ...workflow }, 'first')
  await steps.release(widgets, 'v1.0.0')
  const head = await acme.commit(widgets, 'main', { 'a.txt': 'a\n' }, 'second')
  await steps.release(widgets, 'v1.1.0', { body: 'notes' })
  await steps.release(widgets, 'v1.2.0', { draft: true })
  const team = createTeam(world, actor('rosa'), 'acme', { name: 'Releasers', maintainers: [] })
  putTeamRepository(world, team, widgets, 'maintain')
  const rosa = { type: 'User', id: world.store.get('users', 'rosa')!.id } as const
  steps.environment(widgets, 'staging', {
    reviewers: [rosa, { type: 'Team', id: team.id }],
    preventSelfReview: true,
  })
  steps.environment(widgets, 'production', { reviewers: [rosa], waitTimer: 30 })
  const older = await steps.deploy(widgets, 'dev', ['in_progress', 'success'], { ref: first })
  const newer = await steps.deploy(widgets, 'dev', ['in_progress', 'success'])
  const preview = await steps.deploy(widgets, 'qa1', ['success', 'inactive'], { transient: true })
  const { run, job } = await steps.run(widgets, 'staging')
  const services: Repository[] = []
  for (let number = 0; number < 25; number += 1) {
    const service = acme.addRepository(`svc${number}`, {}, widgets)
    await steps.release(service, 'v1.0.0')
    await steps.deploy(service, 'dev', ['success'])
    services.push(service)
  }
  return { acme, steps, widgets, services, first, head, team, older, newer, preview, run, job }
}
