import { GitHubError } from '../errors.js'
import { removeExpired } from '../rules/actions/retention.js'
import { offsetAfter, type ClockSetting } from '../state/clock.js'
import { wholeSeconds, type World } from '../world.js'

/** The sandbox's time, and its offset from the machine's. */
export interface ClockState {
  readonly now: string
  readonly aheadMs: number
}

export const clockState = (world: World, clock: () => number): ClockState => ({
  now: wholeSeconds(clock()),
  aheadMs: world.store.get('clock', 'sandbox')?.aheadMs ?? 0,
})

/** Sets the sandbox's time, which all ages, limits and dates use; it survives a restart. */
export function setClock(world: World, clock: () => number, setting: ClockSetting): ClockState {
  const before = world.store.get('clock', 'sandbox')
  const ahead = offsetAfter(setting, before, clock() - (before?.aheadMs ?? 0))
  if (typeof ahead === 'string') throw new GitHubError(422, ahead)
  world.store.transaction((tx) => tx.put('clock', { id: 'sandbox', aheadMs: ahead }))
  removeExpired(world)
  return clockState(world, clock)
}
