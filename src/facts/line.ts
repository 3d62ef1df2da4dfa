import { parseConfig, type Config } from '../config.js'
import type { Context } from '../context.js'
import { isUndecided, runningIn, type History } from '../domain/deployment.js'
import { candidatesOf, type Refs } from '../domain/line.js'
import { environmentOf, servicesOf, tagOf, versionIn, versionsIn, type Service } from '../domain/service.js'
import { RelError } from '../errors.js'

/** A version that a command is about, and the commit of its tag. */
export interface Named {
  readonly service: Service
  readonly version: string
  readonly commit: string
}

/** The service and version that somebody named, as `1.4.0`, `v1.4.0` or `api/1.4.0`. */
export function named(config: Config, text: string): { readonly service: Service; readonly version: string } {
  const found = servicesOf(config).flatMap((service) => {
    const version = versionIn(service, text)
    return version === null ? [] : [{ service, version }]
  })
  if (found[0]) return found[0]
  const [first] = servicesOf(config)
  throw new RelError('usage', `"${text}" is no version.`, {
    hint: `Name one as in ${tagOf(first!, '1.4.0')}.`,
  })
}

/** The only service; in a monorepo the user has to say which. */
export function onlyService(config: Config): Service {
  const [service, ...others] = servicesOf(config)
  if (service && others.length === 0) return service
  throw new RelError('usage', 'This repository has several services.', {
    hint: `Name the version with its service, as in --release ${tagOf(service!, '1.4.0')}.`,
  })
}

/** The version that is meant: the one named, else what production runs, else the highest. */
export async function readVersion(
  context: Context,
  config: Config,
  refs: Refs,
  wish: string | undefined,
  histories: readonly History[],
): Promise<Named> {
  if (wish !== undefined) return tagged(refs, named(config, wish))
  const service = onlyService(config)
  const running = await productionOf(context, config, service, refs, histories)
  const [version = running] = running === null ? versionsIn(service, [...refs.tags.keys()]) : [running]
  if (version === null || version === undefined)
    throw new RelError('not-found', `${context.repository} has no release yet.`, {
      hint: 'A hotfix needs a version to start from.',
    })
  return tagged(refs, { service, version })
}

function tagged(refs: Refs, { service, version }: Omit<Named, 'commit'>): Named {
  const tag = [...refs.tags].find(([name]) => versionIn(service, name) === version)
  if (tag) return { service, version, commit: tag[1] }
  throw new RelError('not-found', `There is no tag of the version ${version}.`, {
    hint: 'Name a version that was released: `git ls-remote --tags`.',
  })
}

/** The version that production runs, as its deployment says, else by the tag at its commit. */
async function productionOf(
  { github, repository }: Context,
  config: Config,
  service: Service,
  refs: Refs,
  histories: readonly History[],
): Promise<string | null> {
  const environment = environmentOf(service, 'production')
  let history = histories.find((one) => one.environment === environment) ?? unread(environment)
  while (isUndecided(history))
    [history = unread(environment)] = await github.deployments.goOn(repository, [history])
  const tags = [...refs.tags]
  const versionAt = (commit: string): string | null =>
    tags.flatMap(([tag, at]) => (at === commit ? (versionIn(service, tag) ?? []) : []))[0] ?? null
  const version = runningIn(history, versionAt)?.version ?? null
  return version === null ? null : versionIn({ ...service, name: null }, version)
}

const unread = (environment: string): History => ({ environment, deployments: [], more: { after: null } })

/** The branch of the line that a version belongs to; null where there is none yet. */
export async function readLineOf({ git }: Context, refs: Refs, { service, version, commit }: Named) {
  const candidates = candidatesOf(service, refs, version)
  await git.lines.fetch([commit, ...candidates.map(({ head }) => head)])
  for (const line of candidates) if ((await git.lines.ancestors(line.head, [commit])).length > 0) return line
  return null
}

export const configOf = ({ configuration }: { readonly configuration: string | null }): Config =>
  parseConfig(configuration)
