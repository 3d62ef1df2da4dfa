import type { Actor } from '../../request.js'
import type { Run } from '../../state/actions-rows.js'
import type { World } from '../../world.js'
import { userOf } from './access.js'

/** The actor github-actions[bot], for actions of the server on behalf of a run. */
export const actionsBotOf = (world: World): Actor => ({
  user: userOf(world, 'github-actions[bot]'),
  token: {
    id: 0,
    secret: '',
    login: 'github-actions[bot]',
    kind: 'workflow',
    permissions: {},
    repository: null,
  },
})

/** The actor of the deployments of a run's jobs: who started the attempt, by the App of Actions (octokit/webhooks.net#52). */
export const runActorOf = (world: World, { triggeringActor }: Run): Actor => ({
  ...actionsBotOf(world),
  user: userOf(world, triggeringActor),
})
