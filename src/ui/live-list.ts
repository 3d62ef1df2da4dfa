import type { Printable } from '../lib/printable.js'

export interface LiveItem {
  readonly lines: readonly Printable[]
  /** An open item goes on, and stays as it is when the list ends. */
  readonly state: 'open' | 'done' | 'failed'
  /** Why it failed. */
  readonly error?: Printable
}
export interface LiveList {
  /** All items; their number never changes. */
  readonly show: (items: readonly LiveItem[]) => void
  /** Clears the list: the report has the same. */
  readonly end: () => Promise<void>
}

/** A list on a terminal that is redrawn. `concurrent`: its items run at the same time, not one after another. */
export async function liveList({ concurrent }: { readonly concurrent: boolean }): Promise<LiveList> {
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import('listr2')
  // listr2 draws on stdout and judges by it; ours is on stderr, because stdout is for the result alone.
  class StderrRenderer extends DefaultRenderer {
    static override nonTTY = true
  }
  const options = {
    concurrent,
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
  }
  let rows: readonly Row[] = []
  let drawn: Promise<unknown> = Promise.resolve()
  return {
    show: (items) => {
      if (rows.length === 0 && items.length > 0) {
        rows = items.map(rowOf)
        drawn = new Listr(
          rows.map(({ task }) => task),
          options,
        ).run()
      }
      for (const [index, item] of items.entries()) rows[index]?.show(item)
    },
    // listr2 waits for every task: open ones are ended here.
    end: async () => {
      for (const { settle } of rows) settle(null)
      await drawn
    },
  }
}

interface Row {
  readonly task: {
    readonly title: string
    readonly task: (_: unknown, own: { title: string }) => Promise<void>
  }
  readonly show: (item: LiveItem) => void
  readonly settle: (error: Error | null) => void
}

const titleOf = ({ lines }: LiveItem): string => lines.map(String).join('\n')

/** An item as a task of listr2, which ends when it is settled. */
function rowOf(item: LiveItem): Row {
  const first = titleOf(item)
  let settle!: (error: Error | null) => void
  const settled = new Promise<Error | null>((resolve) => {
    settle = resolve
  })
  let title = first
  let own: { title: string } | null = null
  return {
    task: {
      title: first,
      task: async (_, begun) => {
        own = begun
        if (title !== first) own.title = title
        const error = await settled
        if (error) throw error
      },
    },
    show: (item) => {
      title = titleOf(item)
      if (own && own.title !== title) own.title = title
      if (item.state === 'done') settle(null)
      if (item.state === 'failed') settle(new Error(item.error ? String(item.error) : title))
    },
    settle,
  }
}
