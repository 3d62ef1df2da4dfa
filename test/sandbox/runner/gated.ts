import type { Json } from '../../support/sandbox.js'
import type { Stage } from './stage.js'

/** A workflow with a build job and a deploy job that uses its output. */
export const gated = (name: string, script = 'echo deployed'): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: {tag: "\${{ steps.s.outputs.tag }}"}
    steps:
      - id: s
        run: echo tag=t1 >> "$GITHUB_OUTPUT"
  deploy:
    needs: build
    runs-on: ubuntu-latest
    environment: {name: ${name}, url: "https://\${{ needs.build.outputs.tag }}.example"}
    steps:
      - run: ${script} \${{ needs.build.outputs.tag }}
`

/** Makes rosa the required reviewer of `staging`; olga creates the environment. */
export async function openGates(stage: Stage) {
  const environment = (name: string, wish: object) => stage.api('olga', 'PUT', `/environments/${name}`, wish)
  const rosa = { type: 'User', id: (await stage.sandbox.api('dev', 'GET', '/users/rosa')).body.id }
  await environment('staging', { reviewers: [rosa] })
  return {
    environment,
    review: async (login: string, run: Json, state: string) => {
      const pending = `/actions/runs/${run.id}/pending_deployments`
      const environment_ids = (await stage.get(pending)).map((each: Json) => each.environment.id)
      return stage.api(login, 'POST', pending, { environment_ids, state, comment: 'so be it' })
    },
    deployments: async (sha: string): Promise<readonly Json[]> => {
      const all: readonly Json[] = await stage.get(`/deployments?sha=${sha}`)
      return Promise.all(
        all.map(async ({ id, environment: name, ref }) => ({
          name,
          ref,
          status: (await stage.get(`/deployments/${id}/statuses`))[0],
        })),
      )
    },
  }
}
