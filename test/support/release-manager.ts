import type { Team } from './pack.js'
import type { Json } from './sandbox.js'
import { relJson, requestsOf, runRel, type Run } from './transcript.js'

export type ReleaseManager = ReturnType<typeof releaseManager>
export const fast = '--yes --interval 200ms'

/** What rosa, or whoever is named, says to rel in the clone of a team, and what comes of it. */
export function releaseManager(team: Team) {
  const as = (login: string) => ({ env: { GH_TOKEN: team.sandbox.token(login) } })
  const json = async (line: string, login = 'rosa'): Promise<Json> => {
    const { exitCode, json: told } = await relJson(team.sandbox, line, as(login))
    return { exitCode, ...told }
  }
  return {
    rel: (line: string, login = 'rosa'): Promise<Run> => runRel(team.sandbox, line, as(login)),
    json,
    /** What was asked for since the list was cleared, but for what only reads. */
    writes: async (): Promise<readonly string[]> =>
      (await requestsOf(team.sandbox)).filter((one) => !/^(query|GET) /.test(one)),
    /** What an environment runs, as `rel status` tells it. */
    runs: async (environment: string): Promise<Json> => {
      const { result } = await json('status')
      return result.environments.find((one: Json) => one.environment === environment).runs
    },
    /** A pull request merged, and what CI drafts after dev runs it. */
    nextVersion: async (branch: string): Promise<string> => {
      await team.commit(branch, { [`${branch}.txt`]: branch })
      await team.merge(await team.open(branch))
      await team.idle()
      return (await json('release show')).result.version
    },
    /** Lets everything in that waits in a run, as the web page does. */
    review: async ({ id }: { readonly id: number }): Promise<void> => {
      const place = `/actions/runs/${id}/pending_deployments`
      const pending: readonly Json[] = await team.api('rosa', 'GET', place)
      const environment_ids = pending.map(({ environment }) => environment.id)
      await team.api('rosa', 'POST', place, { environment_ids, state: 'approved', comment: '' })
      await team.idle()
    },
    /** The configuration of the default branch, changed by a pull request as everything is. */
    configure: async (text: string): Promise<void> => {
      await team.commit('configure', { '.github/rel.yml': text })
      await team.merge(await team.open('configure'))
      await team.idle()
    },
  }
}
