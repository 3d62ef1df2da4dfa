import type { Config } from '../../config.js'
import { versionsIn } from '../model/service.js'
import type { DetectedDefaults, InitOptions, Setting } from './facts.js'

/** Defaults derived from what the repository already has. */
export interface Proposals {
  readonly prefix: '' | 'v'
  readonly build: 'docker' | 'own'
  readonly deploy: 'helmfile' | 'own'
}

export const helmfiles = ['helmfile.yaml', 'helmfile.yml', 'helmfile.yaml.gotmpl', 'helmfile.d']

/** Keeps a `v` of existing tags, and existing actions to build or deploy, unless there is a Dockerfile or helmfile. */
export function proposalsOf({ tags, root, texts }: DetectedDefaults): Proposals {
  const hasAction = (action: string): boolean => texts.has(`.github/actions/${action}/action.yml`)
  const service = { name: null, paths: [], prefix: '' } as const
  const [newest = ''] = tags.filter((tag) => versionsIn(service, [tag]).length > 0)
  return {
    prefix: newest.startsWith('v') ? 'v' : '',
    build: !root.includes('Dockerfile') && hasAction('build') ? 'own' : 'docker',
    deploy: !root.some((name) => helmfiles.includes(name)) && hasAction('deploy') ? 'own' : 'helmfile',
  }
}

/** `isNew`: there is no configuration yet; `gates`: of the configuration after the change. */
interface Existing {
  readonly isNew: boolean
  readonly environments: readonly string[]
  readonly gates: Config['gates']
  readonly proposals: Proposals
}

/**
 * The settings for `.github/rel.yml`. A new file gets the proposed settings as well; an existing one only those that were
 * requested.
 */
export function settingsOf(
  options: InitOptions,
  { isNew, environments, gates, proposals }: Existing,
): readonly Setting[] {
  const proposed = <Value>(value: Value): Value | undefined => (isNew ? value : undefined)
  const { prefix, build, deploy } = proposals
  const dispatch = gates === 'dispatch' && options.reviewers.length > 0
  const all: readonly Setting[] = [
    { key: 'environments', value: options.environments ?? proposed(environments) },
    { key: 'gates', value: options.gates },
    { key: 'approvers', value: dispatch ? options.reviewers.map(asApprover) : undefined },
    { key: 'versions.prefix', value: options.prefix ?? proposed(prefix) },
    { key: 'image.name', value: options.image },
    { key: 'image.build', value: options.build ?? proposed(build) },
    { key: 'deploy.with', value: options.deploy ?? proposed(deploy) },
    { key: 'workflows', value: options.workflows },
    { key: 'actions.runner', value: options.runner },
  ]
  return all.filter(({ value }) => value !== undefined)
}

/** Writes the team `acme/ops` as `team:acme/ops`. */
const asApprover = (reviewer: string): string =>
  reviewer.includes('/') ? `team:${teamIn(reviewer)}` : reviewer

/** The team in `team:ops`, `team:acme/ops` or `acme/ops`; null for a login. */
export const teamIn = (reviewer: string): string | null =>
  /^team:(.+)$/.exec(reviewer)?.[1] ?? (reviewer.includes('/') ? reviewer : null)
