import { html, type Html } from './html.js'

type Color = 'good' | 'bad' | 'wait' | 'dim'
interface StateStyle {
  readonly sign: string
  readonly word: string
  readonly color: Color
}

const styles: Readonly<Record<string, StateStyle>> = {
  success: { sign: '✓', word: 'success', color: 'good' },
  failure: { sign: '✗', word: 'failure', color: 'bad' },
  error: { sign: '✗', word: 'error', color: 'bad' },
  timed_out: { sign: '✗', word: 'timed out', color: 'bad' },
  startup_failure: { sign: '✗', word: 'failed to start', color: 'bad' },
  action_required: { sign: '!', word: 'action required', color: 'wait' },
  cancelled: { sign: '⊘', word: 'cancelled', color: 'dim' },
  skipped: { sign: '⊘', word: 'skipped', color: 'dim' },
  inactive: { sign: '○', word: 'inactive', color: 'dim' },
  in_progress: { sign: '●', word: 'in progress', color: 'wait' },
  waiting: { sign: '◔', word: 'waiting for review', color: 'wait' },
  pending: { sign: '◔', word: 'pending', color: 'wait' },
  queued: { sign: '○', word: 'queued', color: 'dim' },
}

/** How a state is displayed: a sign, a word, and a color that adds no information. */
export const styleOf = (status: string, conclusion: string | null = null): StateStyle => {
  const state = status === 'completed' ? (conclusion ?? status) : status
  return styles[state] ?? { sign: '·', word: state.replaceAll('_', ' '), color: 'dim' }
}

export function badge(status: string, conclusion: string | null = null): Html {
  const { sign, word, color } = styleOf(status, conclusion)
  return html`<span class="${color}">${sign} ${word}</span>`
}

export const shortSha = (sha: string): string => sha.slice(0, 7)

/** A time to the minute in UTC, because the sandbox's clock can differ from the visitor's. */
export const when = (iso: string | null): Html | null =>
  iso === null ? null : html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
