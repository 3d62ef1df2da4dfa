import type { RunnerState } from '../../state/runner-rows.js'
import type { HookEvent } from '../../state/rows.js'
import type { World } from '../../world.js'

export const runnerState = ({ store }: World): RunnerState =>
  store.get('runner', 'runner') ?? { id: 'runner', handled: 0, paused: false }

/** Events that the runner has not handled yet, oldest first; none while it is paused. Rows are sorted by id. */
export function openEvents(world: World): readonly HookEvent[] {
  const { handled, paused } = runnerState(world)
  if (paused) return []
  const all = world.store.all('events')
  return all.slice(all.findLastIndex(({ id }) => id <= handled) + 1)
}

export const markHandled = (world: World, event: number): void => {
  const state = runnerState(world)
  if (event > state.handled) world.store.transaction((tx) => tx.put('runner', { ...state, handled: event }))
}

/** Events recorded while the runner is paused are skipped when it resumes. */
export function pauseRunner(world: World, paused: boolean): RunnerState {
  const last = world.store.all('events').at(-1)?.id ?? 0
  const handled = paused ? runnerState(world).handled : last
  return world.store.transaction((tx) => tx.put('runner', { id: 'runner', handled, paused }))
}
