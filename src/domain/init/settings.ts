import type { Config } from '../../config.js'
import { versionsIn } from '../model/service.js'
import type { DetectedDefaults, InitOptions, Setting } from './facts.js'

/** What a repository does already, as the answer to what nobody was asked. */
export interface Proposals {
  readonly prefix: '' | 'v'
  readonly build: 'docker' | 'own'
  readonly deploy: 'helmfile' | 'own'
}

export const helmfiles = ['helmfile.yaml', 'helmfile.yml', 'helmfile.yaml.gotmpl', 'helmfile.d']

/** Version tags with a `v` stay so; a team that has its own action builds or deploys with it, unless there is what rel's needs. */
export function proposalsOf({ tags, root, texts }: DetectedDefaults): Proposals {
  const ours = (action: string): boolean => texts.has(`.github/actions/${action}/action.yml`)
  const service = { name: null, paths: [], prefix: '' } as const
  const [newest = ''] = tags.filter((tag) => versionsIn(service, [tag]).length > 0)
  return {
    prefix: newest.startsWith('v') ? 'v' : '',
    build: !root.includes('Dockerfile') && ours('build') ? 'own' : 'docker',
    deploy: !root.some((name) => helmfiles.includes(name)) && ours('deploy') ? 'own' : 'helmfile',
  }
}

/** `gates`: as the configuration will say. */
interface Seen {
  readonly isNew: boolean
  readonly environments: readonly string[]
  readonly gates: Config['gates']
  readonly proposals: Proposals
}

/**
 * What `.github/rel.yml` is to say. A new file names its environments and what differs from rel's defaults; one that is there
 * gets only what was asked for.
 */
export function settingsOf(
  options: InitOptions,
  { isNew, environments, gates, proposals }: Seen,
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

/** `acme/ops` is a team, and the configuration writes it `team:acme/ops`. */
const asApprover = (reviewer: string): string =>
  reviewer.includes('/') ? `team:${teamIn(reviewer)}` : reviewer

/** The team in `team:ops`, `team:acme/ops` or `acme/ops`; null for a login. */
export const teamIn = (reviewer: string): string | null =>
  /^team:(.+)$/.exec(reviewer)?.[1] ?? (reviewer.includes('/') ? reviewer : null)
