import { describe } from '../domain/plan/plan.js'
import type { StepReport } from '../domain/plan/report.js'

export interface Progress {
  readonly show: (steps: readonly StepReport[]) => void
  readonly end: () => Promise<void>
}

/** Draws the steps while they run and wipes them at the end, when the report says the same. The writer knows only `show`. */
export async function progress(silent: boolean): Promise<Progress> {
  if (silent || !process.stderr.isTTY) return { show: () => {}, end: () => Promise.resolve() }
  const draw = await drawing()
  let drawn: ReturnType<typeof draw> | null = null
  return {
    show: (steps) => {
      drawn ??= draw(steps)
      for (const [index, report] of steps.entries()) {
        if (report.status === 'done' || report.status === 'failed') drawn.settle[index]!(report)
      }
    },
    // Steps that were left out after a failure are never reported: release them, or the list would wait for ever.
    end: async () => {
      for (const release of drawn?.releases ?? []) release()
      await drawn?.finished
    },
  }
}

/** listr2 draws on stdout and judges by it; ours is on stderr, because stdout is for the result alone. */
async function drawing() {
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import('listr2')
  class StderrRenderer extends DefaultRenderer {
    static override nonTTY = true
  }
  const options = () => ({
    clearOutput: true,
    logger: new ListrLogger({
      useIcons: true,
      processOutput: new ProcessOutput(process.stderr, process.stderr),
    }),
  })
  return (steps: readonly StepReport[]) => {
    const waits = steps.map(({ step }) => {
      let settle!: (report: StepReport) => void
      const settled = new Promise<StepReport>((resolve) => {
        settle = resolve
      })
      const task = async () => {
        const { error } = await settled
        if (error) throw error
      }
      return { settle, task: { title: describe(step), task } }
    })
    const list = new Listr(
      waits.map(({ task }) => task),
      {
        exitOnError: false,
        registerSignalListeners: false,
        renderer: StderrRenderer,
        rendererOptions: options(),
      },
    )
    return {
      settle: waits.map(({ settle }) => settle),
      releases: waits.map(
        ({ settle }, index) =>
          () =>
            settle(steps[index]!),
      ),
      finished: list.run(),
    }
  }
}
