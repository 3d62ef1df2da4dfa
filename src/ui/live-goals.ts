import { line, type Printable, printable } from '../lib/printable.js'
import type { Progress } from '../domain/plan/goal.js'
import type { JobFact } from '../domain/model/run.js'
import { liveList } from './live-list.js'
import { canRedraw, printNotices } from './terminal.js'
import { elapsed, readable } from './time.js'
import { withoutSpans } from '../lib/text.js'

export interface Following {
  readonly show: (progress: readonly Progress[]) => void
  readonly end: () => Promise<void>
}

/** Shows the progress of goals: a live list on a terminal, elsewhere a line on stderr for each change. */
export async function following(silent: boolean): Promise<Following> {
  if (silent) return { show: () => {}, end: () => Promise.resolve() }
  const { show, end } = canRedraw() ? await drawing() : lines()
  return { show: (progress) => show(oneForEachTrigger(progress)), end }
}

/** A run that deploys to several environments is one row: the first goal that is not reached. */
function oneForEachTrigger(progress: readonly Progress[]): readonly Progress[] {
  const keyOf = ({ goal: { repository, trigger } }: Progress): string => JSON.stringify([repository, trigger])
  return [...new Set(progress.map(keyOf))].flatMap((key) => {
    const group = progress.filter((candidate) => keyOf(candidate) === key)
    return group.find(({ state }) => state !== 'reached') ?? group.at(-1) ?? []
  })
}

/** Prints a sentence only when it changed; what was reached is in the report. */
function lines(): Following {
  let last: readonly string[] = []
  return {
    show: (progress) => {
      const now = progress.filter(({ state }) => state === 'waiting').map(({ sentence }) => sentence)
      printNotices(
        now.filter((sentence) => !last.includes(sentence)).map((text) => printable(readable(text))),
      )
      last = now
    },
    end: () => Promise.resolve(),
  }
}

const marks: Readonly<Record<JobFact['state'], string>> = {
  queued: '·',
  running: '…',
  waiting: '⏸',
  done: '✓',
  skipped: '–',
  failed: '✗',
}
/** A goal with the time since it is watched, its run, and the jobs of the run. */
const rowOf = ({ sentence, run, jobs }: Progress, time: string): readonly Printable[] => [
  line`${readable(sentence)} (${time})`,
  ...(run ? [line`  ${run.workflow} ${run.url}`] : []),
  ...jobs.map(({ state, name, step }) => line`  ${marks[state]} ${nameOf(name)}${step ? `: ${step}` : ''}`),
]

/** GitHub does not evaluate the name of a skipped job: the expressions in it are left out. */
const nameOf = (name: string): string => withoutSpans(name, '${{', '}}').replaceAll(/ {2,}/g, ' ').trimEnd()

/** A live list whose times go on between two polls. */
async function drawing(): Promise<Following> {
  const { show, end } = await liveList({ concurrent: true })
  const begin = performance.now()
  let shown: readonly Progress[] = []
  const draw = (): void => {
    const time = elapsed(performance.now() - begin)
    show(shown.map((progress) => ({ lines: rowOf(progress, time), state: 'open' })))
  }
  const clock = setInterval(draw, 1000)
  return {
    show: (progress) => {
      shown = progress
      draw()
    },
    end: () => {
      clearInterval(clock)
      return end()
    },
  }
}
