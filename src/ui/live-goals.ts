import type { Progress } from '../domain/plan/goal.js'
import type { JobFact } from '../domain/model/run.js'

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

/** listr2 draws on stdout and judges by it; ours is on stderr, and wiped at the end, when the report says the same. */
async function drawing(): Promise<Following> {
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import('listr2')
  class StderrRenderer extends DefaultRenderer {
    static override nonTTY = true
  }
  let finish = (): void => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  let draw: ((progress: readonly Progress[]) => void) | null = null
  let ended: Promise<unknown> = Promise.resolve()
  const begin = (first: readonly Progress[]): void => {
    const titles = new Map<number, (title: string) => void>()
    const list = new Listr(
      first.map((one, index) => ({
        title: titleOf(one),
        task: async (_: unknown, task: { title: string }) => {
          titles.set(index, (title) => {
            task.title = title
          })
          await finished
        },
      })),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        renderer: StderrRenderer,
        rendererOptions: {
          clearOutput: true,
          logger: new ListrLogger({
            useIcons: true,
            processOutput: new ProcessOutput(process.stderr, process.stderr),
          }),
        },
      },
    )
    draw = (progress) => {
      for (const [index, one] of progress.entries()) titles.get(index)?.(titleOf(one))
    }
    ended = list.run()
  }
  return {
    show: (progress) => (draw ? draw(progress) : begin(progress)),
    end: async () => {
      finish()
      await ended
    },
  }
}
