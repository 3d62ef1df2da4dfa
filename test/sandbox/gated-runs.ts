import { expect } from 'vitest'
import type { Runner } from '../support/runner.js'
import type { Answer, Json, Sandbox } from '../support/sandbox.js'

/** Creates runs of acme/widgets that wait for environments, and reviews them. */
export function gatedRunsIn(sandbox: () => Sandbox, runner: () => Runner) {
  const api = (login: string, method: string, path: string, body?: unknown): Promise<Answer> =>
    sandbox().api(login, method, `/repos/acme/widgets${path}`, body)
  const get = async (path: string, login = 'dev'): Promise<Json> => (await api(login, 'GET', path)).body
  return {
    api,
    get,
    environment: (name: string, options: object) => api('olga', 'PUT', `/environments/${name}`, options),
    /** The user rosa as a reviewer of an environment. */
    rosa: async () => ({
      type: 'User',
      id: (await sandbox().api('dev', 'GET', '/users/rosa')).body.id,
    }),
    waitingRun: async (
      name: string,
      options: Readonly<Record<string, unknown>> = {},
    ): Promise<{ run: Json; job: Json; pending: string }> => {
      const run = await runner().start(options)
      const job = await runner().job(run, `deploy to ${name}`)
      expect(await runner().approach(job, name)).toMatchObject({ gate: { state: 'waiting' } })
      return { run, job, pending: `/actions/runs/${run.id}/pending_deployments` }
    },
    review: async (login: string, pending: string, state: string): Promise<Json> => {
      const environment_ids = (await get(pending)).map(({ environment: { id } }: Json) => id)
      return api(login, 'POST', pending, { environment_ids, state, comment: `${login} says ${state}` })
    },
  }
}
