import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { isUndecided, runningIn, type History, type Running } from '../../domain/model/deployment.js'
import { possibleLines, tagCommitOf, type Refs } from '../../domain/line/line.js'
import {
  bareVersion,
  environmentOf,
  tagOf,
  versionsIn,
  type Service,
  type ServiceVersion,
} from '../../domain/model/service.js'
import { noTag, onlyService, serviceVersionMeant } from '../../domain/model/version-meant.js'
import { RelError } from '../../errors.js'

/** A released version, and the commit of its tag. */
export interface ReleasedVersion extends ServiceVersion {
  readonly commit: string
}

/** The version that the user names, else the one that production runs, else the highest. */
export async function readVersion(
  context: Context,
  config: Config,
  named: string | undefined,
  { refs, histories }: { readonly refs: Refs; readonly histories: readonly History[] },
): Promise<ReleasedVersion> {
  if (named !== undefined) return tagged(refs, serviceVersionMeant(config, named))
  const service = onlyService(config)
  const [highest] = versionsIn(service, [...refs.tags.keys()])
  const version = (await readProduction(context, service, refs, histories)) ?? highest
  if (version !== undefined) return tagged(refs, { service, version })
  throw new RelError('not-found', `${context.repository} has no release yet.`, {
    hint: 'A hotfix starts from a released version. Publish a release first.',
  })
}

function tagged(refs: Refs, version: ServiceVersion): ReleasedVersion {
  const commit = tagCommitOf(version.service, refs, version.version)
  if (commit !== null) return { ...version, commit }
  throw noTag(version)
}

/** The version that production runs, from its deployment or from the tag at its commit. */
export async function readProduction(
  context: Context,
  service: Service,
  refs: Refs,
  histories: readonly History[],
): Promise<string | null> {
  const environment = environmentOf(service, 'production')
  const found = histories.find((candidate) => candidate.environment === environment)
  const history = await readUntilDecided(
    context,
    found ?? { environment, deployments: [], more: { after: null } },
  )
  const running = runningIn(history, (commit) => versionAt(service, refs, commit))
  return versionOfDeployment(running)
}

/** The version that a deployment names; null where it names none. */
export const versionOfDeployment = (running: Running | null): string | null =>
  bareVersion(running?.version ?? '')

export const versionAt = (service: Service, refs: Refs, commit: string): string | null =>
  versionsIn(
    service,
    [...refs.tags].flatMap(([tag, at]) => (at === commit ? [tag] : [])),
  )[0] ?? null

/** Reads the history back until it is known what runs. */
export async function readUntilDecided({ github, repository }: Context, history: History): Promise<History> {
  let read = history
  while (isUndecided(read)) [read = read] = await github.deployments.readMore(repository, [read])
  return read
}

/** The tag of the highest version in the history of a commit, of the service with the nearest tag; undefined where two are equally near. */
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
  const [first, ...rest] = found.filter(({ commit: at }) => nearest.includes(at))
  return first && rest.length === 0 ? tagOf(first.service, first.version) : undefined
}

/** The line of a version; null where its branch does not exist yet. */
export async function readLineOf(
  { git }: Context,
  refs: Refs,
  { service, version, commit }: ReleasedVersion,
) {
  const candidates = possibleLines(service, refs, version)
  await git.lines.fetch([commit, ...candidates.map(({ head }) => head)])
  for (const line of candidates) if ((await git.lines.ancestors(line.head, [commit])).length > 0) return line
  return null
}

export const configOf = ({ configuration }: { readonly configuration: string | null }): Config =>
  parseConfig(configuration)
