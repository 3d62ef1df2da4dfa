import type { User } from '../../state/rows.js'
import type { Fields } from '../call.js'
import { ownerFields } from './actor.js'
import { organizationFields } from './team.js'

export const organizationTypes = {
  Organization: {
    ...ownerFields,
    ...organizationFields,
    description: () => null,
    email: () => null,
  } satisfies Fields<User>,
}
