import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import {
  bareVersion,
  serviceOfTag,
  servicesOf,
  spellings,
  tagOf,
  versionIn,
  versionName,
  versionOfTag,
  type Service,
  type ServiceVersion,
} from './service.js'

// Users type a version as `1.4.0` or `v1.4.0`, and may put its service before it: `api/1.4.0` or `api/v1.4.0`.

/** The service that is meant: the only one, the one that was named, or else the one whose tag `word` is, such as `api/1.4.0`. */
export function serviceMeant(config: Config, name: string | undefined, word: string | undefined): Service {
  const services = servicesOf(config)
  const own = services.find((service) => service.name === (name ?? null))
  const found = own ?? (name === undefined ? serviceOfTag(services, word ?? '') : null)
  if (found) return found
  throw noService(services, name)
}

/** The service that was named; without a name, all of them. */
export const servicesMeant = (config: Config, name: string | undefined): readonly Service[] =>
  name === undefined ? servicesOf(config) : [serviceMeant(config, name, undefined)]

/** The only service, where a command has no --service: in a monorepo --release has to say which. */
export function onlyService(config: Config): Service {
  const [service, ...others] = servicesOf(config)
  if (service && others.length === 0) return service
  throw new RelError('usage', 'This repository has several services.', {
    hint: `Name the version with its service, as in --release ${tagOf(service!, '1.4.0')}.`,
  })
}

/** The version of the service that a word means; null for a word that is no version. */
export const versionMeant = (service: Service, word: string): string | null =>
  versionIn(service, word) ?? bareVersion(word)

/** The service and the version that a word means by itself: in a monorepo it has to name both. */
export function serviceVersionMeant(config: Config, word: string): ServiceVersion {
  const services = servicesOf(config)
  const found = versionOfTag(services, word)
  if (found) return found
  throw noVersion(word, `Name one as in ${tagOf(services[0]!, '1.4.0')}.`)
}

/** Is it the version of the service that a word means? */
export const isMeant = (service: Service, version: string | null, word: string): boolean =>
  version !== null && version === versionMeant(service, word)

/** Is it a tag of the version that a word means? */
export const isTagMeant = (service: Service, tag: string, word: string): boolean =>
  isMeant(service, versionIn(service, tag), word)

/** The tags that a word may mean: both spellings of a version, or a tag that is no version. */
export function tagsMeant(service: Service, word: string): readonly string[] {
  const version = versionMeant(service, word)
  return version === null ? [word] : spellings(service, version)
}

function noService(services: readonly Service[], name: string | undefined): RelError {
  const names = services.flatMap((service) => service.name ?? [])
  if (names.length === 0)
    return new RelError('usage', 'This repository has no services.', { hint: 'Leave out --service.' })
  return new RelError(
    'usage',
    name === undefined ? 'This repository releases several services.' : `There is no service ${name}.`,
    { hint: `Pass --service with one of ${names.join(', ')}.` },
  )
}

export const noVersion = (word: string, hint: string): RelError =>
  new RelError('usage', `"${word}" is no version.`, { hint })

export const noTag = ({ service, version }: ServiceVersion): RelError =>
  new RelError('not-found', `There is no tag of the version ${versionName(service, version)}.`, {
    hint: 'Name a version that was released: `git ls-remote --tags`.',
  })

/** `where`: the repositories that were looked at, if they need to be named. */
export const noRelease = (word: string, hint: string, where: readonly string[] = []): RelError =>
  new RelError(
    'not-found',
    `There is no release ${word}${where.length > 0 ? ` in ${where.join(', ')}` : ''}.`,
    { hint },
  )

export const noReleaseIn = (repository: string, word: string): RelError =>
  new RelError('not-found', `${repository} has no release ${word}.`, { hint: 'See `rel release list`.' })
