import { createHash } from 'node:crypto'
import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import { trimmed } from '../../lib/text.js'

export type EnvironmentKind = 'ephemeral' | 'slot' | 'stage'

/** The label that deploys a pull request to its preview, or to the hotfix environment if it targets a release branch. */
export const previewLabel = 'deploy'
export const slotLabel = (slot: number): string => `deploy/qa${slot}`
export const queueLabel = (slot: number): string => `queue/qa${slot}`

/** The name of a slot. */
export const slotName = (slot: number): string => `qa${slot}`

/** The number in qa2, deploy/qa2 or queue/qa2; null for any other name. */
export const slotIn = (name: string): number | null =>
  Number(/^(?:deploy\/|queue\/)?qa([1-9]\d*)$/.exec(name)?.[1]) || null

/** The numbers of the QA slots that the team has, smallest first. */
export const slotsOf = (config: Config): readonly number[] =>
  config.environments.flatMap((name) => slotIn(name) ?? []).toSorted((a, b) => a - b)

/** A preview is named after its branch alone, so that the same branch of several repositories shares one. */
export const previewOf = (branch: string): string => `preview/${slug(branch)}`

/**
 * A branch name as part of an environment's name: `feature/login` → `feature-login`. If more than `/` → `-` had to change, five
 * digits of the branch's hash are added to keep the name unique.
 */
export function slug(branch: string): string {
  const plain = branch.replaceAll('/', '-')
  const safe = branch.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const short = trimmed(trimmed(safe, '-').slice(0, 40), '-')
  if (short === plain) return short
  const hash = createHash('sha256').update(branch).digest('hex').slice(0, 5)
  return short === '' ? hash : `${short}-${hash}`
}

/** The GitHub environments for names of the configuration: one for each service of a monorepo. */
export function environmentsOf(
  config: Config,
  names: readonly string[] = config.environments.filter((name) => name !== 'preview'),
): readonly string[] {
  const services = Object.keys(config.services)
  return services.length === 0
    ? names
    : names.flatMap((name) => services.map((service) => `${name}/${service}`))
}

/** The command that deploys a pull request to the environment. */
export function deployCommand(environment: string): string {
  const slot = slotIn(environment.split('/')[0] ?? '')
  if (slot !== null) return `rel qa deploy ${slot}`
  return environment.startsWith('preview/') ? 'rel preview up' : 'rel hotfix deploy'
}

export function kindOf(environment: string): EnvironmentKind {
  const [name = ''] = environment.split('/')
  if (name === 'preview') return 'ephemeral'
  return name === 'hotfix' || slotIn(name) !== null ? 'slot' : 'stage'
}

/** The stages of a release, in order. */
const versioned: readonly string[] = ['staging', 'production']
/** The configured stages of a release, in order. */
export const stagesOf = ({ environments }: Pick<Config, 'environments'>): readonly string[] =>
  versioned.filter((name) => environments.includes(name))
/** Does an environment run versions? They wait at its gate, possibly several at once. */
export const isVersioned = (environment: string): boolean =>
  versioned.includes(environment.split('/')[0] ?? '')

/** The environment without its service: labels request it for all services of a monorepo. */
export const withoutService = (environment: string): string =>
  environment
    .split('/')
    .slice(0, kindOf(environment) === 'ephemeral' ? 2 : 1)
    .join('/')

/** The label that requests an environment; null for a stage. */
export function labelOf(environment: string): string | null {
  const slot = slotIn(environment.split('/')[0] ?? '')
  if (slot !== null) return slotLabel(slot)
  return kindOf(environment) === 'stage' ? null : previewLabel
}

/** Throws a usage error if the environment is not configured. */
export function requireEnvironment(config: Config, environment: string): void {
  if (config.environments.includes(environment)) return
  throw new RelError('usage', `This repository has no ${environment} environment.`, {
    hint: `Use one of ${config.environments.join(', ')}, or add it to \`environments\` in .github/rel.yml.`,
  })
}

/** Throws a usage error unless it is the full name of a GitHub environment: a preview with its branch, in a monorepo with a service. */
export function requireConfigured(config: Config, environment: string): void {
  const [name = '', branch = ''] = environment.split('/')
  requireEnvironment(config, name)
  if (name === 'preview' && branch === '')
    throw new RelError('usage', 'Missing branch: name a preview as in preview/feature-login.', {
      hint: 'Run `rel preview list` to see all previews.',
    })
  const names = environmentsOf(config, [name === 'preview' ? `preview/${branch}` : name])
  if (names.includes(environment)) return
  throw new RelError('usage', `This repository has no ${environment} environment.`, {
    hint: `Use ${names.join(' or ')}.`,
  })
}

/** Throws a usage error if the QA slot is not configured. */
export function requireSlot(config: Config, slot: number): void {
  const slots = slotsOf(config)
  if (slots.includes(slot)) return
  const choice =
    slots.length > 0
      ? `Use one of ${slots.map(slotName).join(', ')}.`
      : 'Add qa1 to `environments` in .github/rel.yml.'
  throw new RelError('usage', `Unknown QA slot: qa${slot}.`, { hint: choice })
}
