import { rsort, valid } from 'semver'
import type { Config } from '../config.js'

/**
 * What is released on its own. A plain repository has one without a name; only the functions of this file and
 * `environmentsOf` look at the name. `paths`: empty for the whole repository.
 */
export interface Service {
  readonly name: string | null
  readonly paths: readonly string[]
  /** What stands before the version in a new tag. */
  readonly prefix: Config['versions']['prefix']
}

export function servicesOf({ services, versions: { prefix } }: Config): readonly Service[] {
  const named = Object.entries(services).map(([name, { paths }]) => ({ name, paths, prefix }))
  return named.length > 0 ? named : [{ name: null, paths: [], prefix }]
}

const scoped = ({ name }: Service, rest: string): string => (name === null ? rest : `${name}/${rest}`)

/** `1.4.0`, `v1.4.0` or, in a monorepo, `api/1.4.0`. */
export const tagOf = (service: Service, version: string): string =>
  scoped(service, `${service.prefix}${version}`)

/** The line of a version: it and the image's tag carry the bare version. */
export const releaseBranchOf = (service: Service, version: string): string =>
  `release/${scoped(service, version)}`

/** The environment of a service: `production` or `production/api`. */
export const environmentOf = ({ name }: Service, environment: string): string =>
  name === null ? environment : `${environment}/${name}`

/** The branch on which a version of a line comes back to the default branch. */
export const reintegrationBranchOf = (service: Service, version: string): string =>
  `reintegrate/${scoped(service, version)}`

/** A version as people name it where several services have one: `1.4.1` or `api/1.4.1`. */
export const nameOf = (service: Service, version: string): string => scoped(service, version)

/** The version in a tag of the service, in either spelling. A semver pre-release, a build or any other tag is no version. */
export function versionIn(service: Service, tag: string): string | null {
  const start = scoped(service, '')
  const own = tag.startsWith(start) ? tag.slice(start.length) : ''
  return /^v?\d+\.\d+\.\d+$/.test(own) ? valid(own) : null
}

/** The versions among tags, highest first. */
export const versionsIn = (service: Service, tags: readonly string[]): readonly string[] =>
  rsort([...new Set(tags.flatMap((tag) => versionIn(service, tag) ?? []))])

/** Does a change of these files touch the service? A folder's name ends at a slash: `services/api` is not `services/api-docs`. */
export const touches = ({ paths }: Service, files: readonly string[]): boolean =>
  paths.length === 0 ||
  paths.some((path) => files.some((file) => file === path || file.startsWith(`${path.replace(/\/+$/, '')}/`)))
