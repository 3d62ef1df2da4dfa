import {
  forHotfixes,
  forMain,
  forPullRequests,
  forReleases,
  inProduction,
  onGitHub,
  temporary,
  toProduction,
  toStaging,
  type Condition,
} from './choices.js'

/** A file of the pack: where it belongs, when a repository has it, and what of it stays, by path. */
export interface Template {
  readonly path: string
  readonly wanted: Condition
  /** Written once; what people make of it is theirs. */
  readonly owner: 'rel' | 'team'
  readonly parts: Readonly<Record<string, Condition>>
}

const always: Condition = () => true

const workflow = (
  name: string,
  wanted: Condition,
  parts: Readonly<Record<string, Condition>> = {},
): Template => ({ path: `workflows/${name}.yml`, wanted, owner: 'rel', parts })

const action = (name: string, owner: Template['owner'], wanted: Condition = always): Template => ({
  path: `actions/${name}/action.yml`,
  wanted,
  owner,
  parts: {},
})

/** Every file of the pack, and every part of one that not every repository wants. */
export const templates: readonly Template[] = [
  workflow('feature-branch', always, { 'jobs.plan': forPullRequests, 'jobs.deploy': forPullRequests }),
  workflow('main-branch', always, { 'jobs.plan': forMain, 'jobs.deploy': forMain }),
  workflow('release', always, {
    'jobs.staging': toStaging,
    'jobs.production': toProduction,
    'jobs.finalise': toProduction,
  }),
  workflow('deploy', forReleases, { 'jobs.finalise': inProduction }),
  workflow('environments', temporary, {
    'on.pull_request.branches.1': forHotfixes,
    'on.pull_request.branches.0': forPullRequests,
  }),
  workflow('sweep', temporary),
  workflow('rel-build', always),
  workflow('rel-deploy', always, { 'jobs.deploy.concurrency.queue': onGitHub }),
  workflow('rel-gated-deploy', forReleases),
  workflow('rel-undeploy', temporary, {
    'jobs.undeploy.environment': onGitHub,
    'jobs.undeploy.concurrency.queue': onGitHub,
  }),
  action('setup-rel', 'rel'),
  action('build', 'team'),
  action('test', 'team'),
  action('deploy', 'team'),
  action('undeploy', 'team', temporary),
  action('promote', 'team'),
]
