import type { Team } from './pack.js'
import type { Json } from './sandbox.js'
import { relJson, requestsOf, runRel, type Run } from './transcript.js'

export type ReleaseManager = ReturnType<typeof releaseManager>
export const fast = '--yes --interval 200ms'

/** Runs rel in the clone of a team as rosa or another user. */
export function releaseManager(team: Team) {
  const as = (login: string) => ({ env: { GH_TOKEN: team.sandbox.token(login) } })
  const json = async (line: string, login = 'rosa'): Promise<Json> => {
    const { exitCode, json: result } = await relJson(team.sandbox, line, as(login))
    return { exitCode, ...result }
  }
  return {
    rel: (line: string, login = 'rosa'): Promise<Run> => runRel(team.sandbox, line, as(login)),
    json,
    /** The write requests since the list was cleared. */
    writes: async (): Promise<readonly string[]> =>
      (await requestsOf(team.sandbox)).filter((request) => !/^(query|GET) /.test(request)),
    /** The version that an environment runs, by `rel status`. */
    runs: async (environment: string): Promise<Json> => {
      const { result } = await json('status')
      return result.environments.find((entry: Json) => entry.environment === environment).runs
    },
    /** Merges a pull request. Returns the version that CI drafts after dev runs it. */
    nextVersion: async (branch: string): Promise<string> => {
      await team.commit(branch, { [`${branch}.txt`]: branch })
      await team.merge(await team.open(branch))
      await team.idle()
      return (await json('release show')).result.version
    },
    /** Approves all pending deployments of a run, as the web page does. */
    review: async ({ id }: { readonly id: number }): Promise<void> => {
      const path = `/actions/runs/${id}/pending_deployments`
      const pending: readonly Json[] = await team.api('rosa', 'GET', path)
      const environment_ids = pending.map(({ environment }) => environment.id)
      await team.api('rosa', 'POST', path, { environment_ids, state: 'approved', comment: '' })
      await team.idle()
    },
    /** Changes the configuration of the default branch by a pull request. */
    configure: async (text: string): Promise<void> => {
      await team.commit('configure', { '.github/rel.yml': text })
      await team.merge(await team.open('configure'))
      await team.idle()
    },
  }
}
