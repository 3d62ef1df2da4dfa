import type { Team } from './pack.js'
import type { Json } from './sandbox.js'

/** What was published: `1.4.1 pre-release`, `1.4.0 latest`. */
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

/** The open pull requests that bring hotfixes back. */
export async function reintegrationsOf(team: Team): Promise<readonly Json[]> {
  const all: readonly Json[] = await team.api('dev', 'GET', '/pulls?state=open')
  return all.filter(({ head }) => head.ref.startsWith('reintegrate/'))
}

/** The version that an environment's URL answers with, whatever was refused since. */
export async function deployedVersion(team: Team, environment: string): Promise<string | null> {
  for (const { id } of await team.api('dev', 'GET', `/deployments?environment=${environment}`)) {
    const [{ state, environment_url: url }] = await team.api('dev', 'GET', `/deployments/${id}/statuses`)
    if (state === 'success') return ((await (await fetch(url)).json()) as Json).version
  }
  return null
}
