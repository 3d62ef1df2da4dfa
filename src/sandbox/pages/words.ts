import { html, type Html } from './html.js'

type Mood = 'good' | 'bad' | 'wait' | 'dim'
interface Look {
  readonly sign: string
  readonly word: string
  readonly mood: Mood
}

const looks: Readonly<Record<string, Look>> = {
  success: { sign: '✓', word: 'success', mood: 'good' },
  failure: { sign: '✗', word: 'failure', mood: 'bad' },
  error: { sign: '✗', word: 'error', mood: 'bad' },
  timed_out: { sign: '✗', word: 'timed out', mood: 'bad' },
  startup_failure: { sign: '✗', word: 'cannot run', mood: 'bad' },
  action_required: { sign: '!', word: 'action required', mood: 'wait' },
  cancelled: { sign: '⊘', word: 'cancelled', mood: 'dim' },
  skipped: { sign: '⊘', word: 'skipped', mood: 'dim' },
  inactive: { sign: '○', word: 'inactive', mood: 'dim' },
  in_progress: { sign: '●', word: 'in progress', mood: 'wait' },
  waiting: { sign: '◔', word: 'waiting for review', mood: 'wait' },
  pending: { sign: '◔', word: 'pending', mood: 'wait' },
  queued: { sign: '○', word: 'queued', mood: 'dim' },
}

/** How a state is seen: a sign, a word, and a colour that says no more than they do. */
export const lookOf = (status: string, conclusion: string | null = null): Look => {
  const state = status === 'completed' ? (conclusion ?? status) : status
  return looks[state] ?? { sign: '·', word: state.replaceAll('_', ' '), mood: 'dim' }
}

export function badge(status: string, conclusion: string | null = null): Html {
  const { sign, word, mood } = lookOf(status, conclusion)
  return html`<span class="${mood}">${sign} ${word}</span>`
}

export const shortSha = (sha: string): string => sha.slice(0, 7)

/** To the minute, in UTC: the sandbox's clock is not the visitor's. */
export const when = (iso: string | null): Html | null =>
  iso === null ? null : html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
