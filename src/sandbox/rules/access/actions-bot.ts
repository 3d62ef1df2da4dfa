import type { Actor } from '../../request.js'
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
