import type { Team } from './pack.js'
import type { Json } from './sandbox.js'

/** The published releases: `1.4.1 pre-release`, `1.4.0 latest`. */
export async function releasesOf(team: Team): Promise<readonly string[]> {
  const all: readonly Json[] = await team.api('dev', 'GET', '/releases')
  const { tag_name: latest } = await team.api('dev', 'GET', '/releases/latest')
  return all
    .filter(({ draft }) => !draft)
    .map(({ tag_name: tag, prerelease }) =>
      [tag, ...(prerelease ? ['pre-release'] : []), ...(tag === latest ? ['latest'] : [])].join(' '),
    )
    .toSorted()
}

/** The open reintegrations. */
export async function reintegrationsOf(team: Team): Promise<readonly Json[]> {
  const all: readonly Json[] = await team.api('dev', 'GET', '/pulls?state=open')
  return all.filter(({ head }) => head.ref.startsWith('reintegrate/'))
}

/** The version that the URL of an environment returns, by its last successful deployment. */
export async function deployedVersion(team: Team, environment: string): Promise<string | null> {
  for (const { id } of await team.api('dev', 'GET', `/deployments?environment=${environment}`)) {
    const [{ state, environment_url: url }] = await team.api('dev', 'GET', `/deployments/${id}/statuses`)
    if (state === 'success') return ((await (await fetch(url)).json()) as Json).version
  }
  return null
}
