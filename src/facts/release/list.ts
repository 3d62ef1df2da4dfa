import type { Context } from '../../context.js'
import { listedRelease, newestReleases, pullsToAsk, type ListedRelease } from '../../domain/release/list.js'
import { servicesMeant } from '../../domain/model/version-meant.js'
import { readReleases } from './release.js'

/** How many pull requests one GraphQL request may query. */
const maxPulls = 200

/** The newest releases. Four requests; five in a monorepo. */
export async function readReleaseList(
  context: Context,
  { service, limit }: { readonly service: string | undefined; readonly limit: number },
): Promise<readonly ListedRelease[]> {
  const all = await readReleases(context, ['dev', 'staging', 'production'])
  const services = servicesMeant(all.config, service)
  const releases = newestReleases(all.releases, services, limit)
  const numbers = pullsToAsk(releases, maxPulls)
  const found = await context.github.changes.pullRequests(context.repository, numbers, false)
  const pulls = new Map(numbers.map((number, at) => [number, found[at] ?? null]))
  return releases.map((release) => listedRelease({ ...all, pulls }, services, release))
}
