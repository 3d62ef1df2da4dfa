import { defaultAssumptions, type Assumptions } from '../state/assumptions.js'
import type { World } from '../world.js'

export const assumptionsOf = ({ store }: World): Assumptions =>
  store.get('assumptions', 'sandbox') ?? defaultAssumptions

/** Sets some assumptions; the others stay. */
export const setAssumptions = (world: World, changes: Partial<Omit<Assumptions, 'id'>>): Assumptions =>
  world.store.transaction((tx) => tx.put('assumptions', { ...assumptionsOf(world), ...changes }))
