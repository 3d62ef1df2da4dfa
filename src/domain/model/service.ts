import { rsort, valid } from 'semver'
import type { Config } from '../../config.js'
import { withoutEnd } from '../../lib/text.js'

/**
 * A separately released part of a repository. A plain repository has one service without a name; only this file,
 * `version-meant.ts` and `environmentsOf` use the name. `paths`: empty for the whole repository.
 */
export interface Service {
  readonly name: string | null
  readonly paths: readonly string[]
  /** The prefix of the version in new tags. */
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

/** The `--release` flag for a version, in a monorepo; else ''. */
export const releaseFlagOf = (service: Service, version: string): string =>
  service.name === null ? '' : ` --release ${tagOf(service, version)}`

/** The `--service` flag, in a monorepo; else ''. */
export const serviceFlagOf = ({ name }: Service): string => (name === null ? '' : ` --service ${name}`)

/** The command that drafts the next version, quoted for a sentence. */
export const drafting = (service: Service): string => `\`rel release draft${serviceFlagOf(service)}\``

/** The GitHub environment of a stage. */
export const environmentOf = ({ name }: Service, stage: string): string =>
  name === null ? stage : `${stage}/${name}`

/** Both spellings of the tag of a version, with and without `v`: each takes the version. The configured one comes first. */
export const spellings = (service: Service, version: string): readonly string[] =>
  [service.prefix, service.prefix === '' ? 'v' : ''].map((prefix) => scoped(service, `${prefix}${version}`))

/** The release branch of a version. It has the bare version, like the tag of the image. */
export const releaseBranchOf = (service: Service, version: string): string =>
  `release/${scoped(service, version)}`

/** The service of a stage's environment; null for an unknown environment. */
export const serviceIn = (services: readonly Service[], environment: string): Service | null =>
  services.find((service) => environmentOf(service, environment.split('/')[0] ?? '') === environment) ?? null

/** The service and the version of a tag; null if it is not the tag of a version. */
export const versionOfTag = (services: readonly Service[], tag: string): ServiceVersion | null =>
  services.flatMap((service) => {
    const version = versionIn(service, tag)
    return version === null ? [] : [{ service, version }]
  })[0] ?? null

/** The service of a tag; null if it is not the tag of a version. */
export const serviceOfTag = (services: readonly Service[], tag: string): Service | null =>
  versionOfTag(services, tag)?.service ?? null

/** The branch from which a hotfix version is merged back into the default branch. */
export const reintegrationBranchOf = (service: Service, version: string): string =>
  `reintegrate/${scoped(service, version)}`

/** A version with its service in a monorepo: `1.4.1` or `api/1.4.1`. */
export const versionName = (service: Service, version: string): string => scoped(service, version)

/** The version in a text without a service, with or without `v`; null for pre-releases, builds and any other text. */
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

/** Do these files belong to the service? Folder names are compared up to a slash: `services/api` is not `services/api-docs`. */
export const touches = ({ paths }: Service, files: readonly string[]): boolean =>
  paths.length === 0 ||
  paths.some((path) => files.some((file) => file === path || file.startsWith(`${withoutEnd(path, '/')}/`)))
