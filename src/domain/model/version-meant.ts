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

// Users type a version as `1.4.0` or `v1.4.0`, optionally with its service: `api/1.4.0` or `api/v1.4.0`.

/** The selected service: the only one, the one of `--service`, or the one whose tag `word` is, such as `api/1.4.0`. */
export function serviceMeant(config: Config, name: string | undefined, word: string | undefined): Service {
  const services = servicesOf(config)
  const own = services.find((service) => service.name === (name ?? null))
  const found = own ?? (name === undefined ? serviceOfTag(services, word ?? '') : null)
  if (found) return found
  throw noService(services, name)
}

/** The service of `--service`; without it, all services. */
export const servicesMeant = (config: Config, name: string | undefined): readonly Service[] =>
  name === undefined ? servicesOf(config) : [serviceMeant(config, name, undefined)]

/** The only service, for commands without --service: in a monorepo --release must name it. */
export function onlyService(config: Config): Service {
  const [service, ...others] = servicesOf(config)
  if (service && others.length === 0) return service
  throw new RelError('usage', 'This repository has several services.', {
    hint: `Pass the version with its service, for example --release ${tagOf(service!, '1.4.0')}.`,
  })
}

/** Parses a word as a version of the service; null for any other word. */
export const versionMeant = (service: Service, word: string): string | null =>
  versionIn(service, word) ?? bareVersion(word)

/** Parses a word as a version with its service; in a monorepo it must name both. */
export function serviceVersionMeant(config: Config, word: string): ServiceVersion {
  const services = servicesOf(config)
  const found = versionOfTag(services, word)
  if (found) return found
  throw noVersion(word, `Pass a version such as ${tagOf(services[0]!, '1.4.0')}.`)
}

/** Does the word name this version of the service? */
export const isMeant = (service: Service, version: string | null, word: string): boolean =>
  version !== null && version === versionMeant(service, word)

/** Does the word name the version of this tag? */
export const isTagMeant = (service: Service, tag: string, word: string): boolean =>
  isMeant(service, versionIn(service, tag), word)

/** The tags that a word may name: both spellings of a version, or the word itself. */
export function tagsMeant(service: Service, word: string): readonly string[] {
  const version = versionMeant(service, word)
  return version === null ? [word] : spellings(service, version)
}

function noService(services: readonly Service[], name: string | undefined): RelError {
  const names = services.flatMap((service) => service.name ?? [])
  if (names.length === 0)
    return new RelError('usage', 'This repository has no services.', { hint: 'Omit --service.' })
  return new RelError(
    'usage',
    name === undefined ? 'This repository has several services.' : `Unknown service: ${name}.`,
    { hint: `Pass --service with one of ${names.join(', ')}.` },
  )
}

export const noVersion = (word: string, hint: string): RelError =>
  new RelError('usage', `Invalid version "${word}".`, { hint })

export const noTag = ({ service, version }: ServiceVersion): RelError =>
  new RelError('not-found', `There is no tag for version ${versionName(service, version)}.`, {
    hint: 'Pass a released version; `git ls-remote --tags` lists them.',
  })

/** `where`: the repositories that were searched, if there are several. */
export const noRelease = (word: string, hint: string, where: readonly string[] = []): RelError =>
  new RelError(
    'not-found',
    `There is no release ${word}${where.length > 0 ? ` in ${where.join(', ')}` : ''}.`,
    { hint },
  )

export const noReleaseIn = (repository: string, word: string): RelError =>
  new RelError('not-found', `${repository} has no release ${word}.`, {
    hint: 'Run `rel release list` to see all releases.',
  })
