import { printable } from '../lib/printable.js'
import { describe } from '../domain/plan/plan.js'
import type { StepReport } from '../domain/plan/report.js'
import { liveList, type LiveItem } from './live-list.js'
import { canRedraw } from './terminal.js'
import { readable } from './time.js'

export interface Progress {
  readonly show: (steps: readonly StepReport[]) => void
  readonly end: () => Promise<void>
}

/** Draws the steps while they run. The writer knows only `show`. */
export async function progress(silent: boolean): Promise<Progress> {
  if (silent || !canRedraw()) return { show: () => {}, end: () => Promise.resolve() }
  const { show, end } = await liveList({ concurrent: false })
  return { show: (steps) => show(steps.map(itemOf)), end }
}

/** Steps that are left out after a failure are never reported: they stay open. */
const itemOf = ({ step, status, error }: StepReport): LiveItem => ({
  lines: [printable(readable(describe(step)))],
  state: status === 'done' || status === 'failed' ? status : 'open',
  ...(error && { error: printable(error.message) }),
})
