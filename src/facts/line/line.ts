import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { isUndecided, runningIn, type History } from '../../domain/model/deployment.js'
import { candidatesOf, type Refs } from '../../domain/line/line.js'
import {
  environmentOf,
  versionName,
  servicesOf,
  tagOf,
  versionIn,
  versionsIn,
  type Service,
} from '../../domain/model/service.js'
import { RelError } from '../../errors.js'

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
  wish: string | undefined,
  { refs, histories }: { readonly refs: Refs; readonly histories: readonly History[] },
): Promise<Named> {
  if (wish !== undefined) return tagged(refs, named(config, wish))
  const service = onlyService(config)
  const [highest] = versionsIn(service, [...refs.tags.keys()])
  const version = (await readProduction(context, service, refs, histories)) ?? highest
  if (version !== undefined) return tagged(refs, { service, version })
  throw new RelError('not-found', `${context.repository} has no release yet.`, {
    hint: 'A hotfix needs a version to start from.',
  })
}

function tagged(refs: Refs, { service, version }: Omit<Named, 'commit'>): Named {
  const tag = [...refs.tags].find(([name]) => versionIn(service, name) === version)
  if (tag) return { service, version, commit: tag[1] }
  throw new RelError('not-found', `There is no tag of the version ${versionName(service, version)}.`, {
    hint: 'Name a version that was released: `git ls-remote --tags`.',
  })
}

/** The version that production runs, as its deployment says, else by the tag at its commit. */
export async function readProduction(
  context: Context,
  service: Service,
  refs: Refs,
  histories: readonly History[],
): Promise<string | null> {
  const environment = environmentOf(service, 'production')
  const found = histories.find((one) => one.environment === environment)
  const history = await decided(context, found ?? { environment, deployments: [], more: { after: null } })
  const running = runningIn(history, (commit) => versionAt(service, refs, commit))
  return bareVersion(service, running?.version ?? null)
}

/** The version that a deployment names; null where it names none. */
export const bareVersion = (service: Service, text: string | null): string | null =>
  text === null ? null : versionIn({ ...service, name: null }, text)

export const versionAt = (service: Service, refs: Refs, commit: string): string | null =>
  versionsIn(
    service,
    [...refs.tags].flatMap(([tag, at]) => (at === commit ? [tag] : [])),
  )[0] ?? null

/** The history as far back as tells what runs. */
export async function decided({ github, repository }: Context, history: History): Promise<History> {
  let known = history
  while (isUndecided(known)) [known = known] = await github.deployments.goOn(repository, [known])
  return known
}

/** The highest version that a commit contains, as its tag: of the service whose tag is nearest; none where two are as near. */
export async function containedVersion(
  { git }: Context,
  services: readonly Service[],
  refs: Refs,
  commit: string,
): Promise<string | undefined> {
  const contained = await git.lines.contained(commit, [...refs.tags.values()])
  const tags = [...refs.tags].flatMap(([tag, at]) => (contained.has(at) ? [tag] : []))
  const found = services.flatMap((service) =>
    versionsIn(service, tags)
      .slice(0, 1)
      .map((version) => tagged(refs, { service, version })),
  )
  const nearest = await git.lines.independent(found.map(({ commit: at }) => at))
  const [only, ...others] = found.filter(({ commit: at }) => nearest.includes(at))
  return only && others.length === 0 ? tagOf(only.service, only.version) : undefined
}

/** The branch of the line that a version belongs to; null where there is none yet. */
export async function readLineOf({ git }: Context, refs: Refs, { service, version, commit }: Named) {
  const candidates = candidatesOf(service, refs, version)
  await git.lines.fetch([commit, ...candidates.map(({ head }) => head)])
  for (const line of candidates) if ((await git.lines.ancestors(line.head, [commit])).length > 0) return line
  return null
}

export const configOf = ({ configuration }: { readonly configuration: string | null }): Config =>
  parseConfig(configuration)
