import type { Progress } from '../domain/plan/goal.js'
import type { JobFact } from '../domain/model/run.js'
import { liveList } from './live-list.js'

export interface Following {
  readonly show: (progress: readonly Progress[]) => void
  readonly end: () => Promise<void>
}

/** What follows by itself: a live list on a terminal, elsewhere a line on stderr for each change. */
export async function following(silent: boolean): Promise<Following> {
  if (silent) return { show: () => {}, end: () => Promise.resolve() }
  const { show, end } = process.stderr.isTTY ? await drawing() : lines()
  return { show: (progress) => show(oneForEachTrigger(progress)), end }
}

/** What one run brings to several environments is told once: where it is now. */
function oneForEachTrigger(progress: readonly Progress[]): readonly Progress[] {
  const keyOf = ({ goal: { repository, trigger } }: Progress): string => JSON.stringify([repository, trigger])
  return [...new Set(progress.map(keyOf))].flatMap((key) => {
    const group = progress.filter((one) => keyOf(one) === key)
    return group.find(({ state }) => state !== 'reached') ?? group.at(-1) ?? []
  })
}

/** Told again only where something changed; what was reached stands in the report. */
function lines(): Following {
  let last: readonly string[] = []
  return {
    show: (progress) => {
      const now = progress.filter(({ state }) => state === 'waiting').map(({ sentence }) => sentence)
      for (const line of now) if (!last.includes(line)) process.stderr.write(`${line}\n`)
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
const titleOf = ({ sentence, run, jobs }: Progress): string =>
  [
    sentence,
    ...(run ? [`  ${run.workflow} ${run.url}`] : []),
    ...jobs.map(({ state, name, step }) => `  ${marks[state]} ${written(name)}${step ? `: ${step}` : ''}`),
  ].join('\n')

/** GitHub never works out the name of a job that it skips: what it would be made of is no name. */
const written = (name: string): string => name.replaceAll(/ *\$\{\{.*?\}\}/g, '')

async function drawing(): Promise<Following> {
  const { show, end } = await liveList({ concurrent: true })
  return { show: (progress) => show(progress.map((one) => ({ title: titleOf(one), state: 'open' }))), end }
}
