import { rsort, valid } from 'semver'
import type { Config } from '../../config.js'

/**
 * What is released on its own. A plain repository has one without a name; only the functions of this file, of
 * `version-meant.ts` and `environmentsOf` look at the name. `paths`: empty for the whole repository.
 */
export interface Service {
  readonly name: string | null
  readonly paths: readonly string[]
  /** What stands before the version in a new tag. */
  readonly prefix: Config['versions']['prefix']
}

/** A version of a service. */
export interface ServiceVersion {
  readonly service: Service
  readonly version: string
}

export function servicesOf({ services, versions: { prefix } }: Config): readonly Service[] {
  const named = Object.entries(services).map(([name, { paths }]) => ({ name, paths, prefix }))
  return named.length > 0 ? named : [{ name: null, paths: [], prefix }]
}

const scoped = ({ name }: Service, rest: string): string => (name === null ? rest : `${name}/${rest}`)

/** `1.4.0`, `v1.4.0` or, in a monorepo, `api/1.4.0`. */
export const tagOf = (service: Service, version: string): string =>
  scoped(service, `${service.prefix}${version}`)

/** What names a version to a command, where it does not go without its service. */
export const releaseFlagOf = (service: Service, version: string): string =>
  service.name === null ? '' : ` --release ${tagOf(service, version)}`

/** What names the service to a command, where it does not go without. */
export const serviceFlagOf = ({ name }: Service): string => (name === null ? '' : ` --service ${name}`)

/** The command that drafts its next version, as in a sentence. */
export const drafting = (service: Service): string => `\`rel release draft${serviceFlagOf(service)}\``

/** The GitHub environment of a stage. */
export const environmentOf = ({ name }: Service, stage: string): string =>
  name === null ? stage : `${stage}/${name}`

/** Both ways to write the tag of a version: either is taken by the other. The team's own comes first. */
export const spellings = (service: Service, version: string): readonly string[] =>
  [service.prefix, service.prefix === '' ? 'v' : ''].map((prefix) => scoped(service, `${prefix}${version}`))

/** The line of a version: it and the image's tag carry the bare version. */
export const releaseBranchOf = (service: Service, version: string): string =>
  `release/${scoped(service, version)}`

/** The service that an environment of a stage belongs to; null for the name of none. */
export const serviceIn = (services: readonly Service[], environment: string): Service | null =>
  services.find((service) => environmentOf(service, environment.split('/')[0] ?? '') === environment) ?? null

/** The service and the version that a tag names; null for a tag that names none. */
export const versionOfTag = (services: readonly Service[], tag: string): ServiceVersion | null =>
  services.flatMap((service) => {
    const version = versionIn(service, tag)
    return version === null ? [] : [{ service, version }]
  })[0] ?? null

/** The service whose version a tag names; null for a tag that names none. */
export const serviceOfTag = (services: readonly Service[], tag: string): Service | null =>
  versionOfTag(services, tag)?.service ?? null

/** The branch on which a version of a line comes back to the default branch. */
export const reintegrationBranchOf = (service: Service, version: string): string =>
  `reintegrate/${scoped(service, version)}`

/** A version as people name it where several services have one: `1.4.1` or `api/1.4.1`. */
export const versionName = (service: Service, version: string): string => scoped(service, version)

/** The version in a text without a service's name, with or without `v`. A semver pre-release, a build or any other text is no version. */
export const bareVersion = (text: string): string | null =>
  /^v?\d+\.\d+\.\d+$/.test(text) ? valid(text) : null

/** The version in a tag of the service, in either spelling. */
export function versionIn(service: Service, tag: string): string | null {
  const start = scoped(service, '')
  return tag.startsWith(start) ? bareVersion(tag.slice(start.length)) : null
}

/** The versions among tags, highest first. */
export const versionsIn = (service: Service, tags: readonly string[]): readonly string[] =>
  rsort([...new Set(tags.flatMap((tag) => versionIn(service, tag) ?? []))])

/** Does a change of these files touch the service? A folder's name ends at a slash: `services/api` is not `services/api-docs`. */
export const touches = ({ paths }: Service, files: readonly string[]): boolean =>
  paths.length === 0 ||
  paths.some((path) => files.some((file) => file === path || file.startsWith(`${path.replace(/\/+$/, '')}/`)))
