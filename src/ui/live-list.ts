export interface LiveItem {
  readonly title: string
  /** What is open goes on, and ends as it is when the list ends. */
  readonly state: 'open' | 'done' | 'failed'
  /** Why it failed. */
  readonly error?: Error
}
export interface LiveList {
  /** All items, always as many. */
  readonly show: (items: readonly LiveItem[]) => void
  /** Wipes the list: the report says the same. */
  readonly end: () => Promise<void>
}

/** A list of what goes on, on a terminal. `concurrent`: its items go on at the same time, not one after another. */
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
    // What is still open would be waited for for ever.
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

/** An item as a task of listr2, which ends when it is settled. */
function rowOf({ title: first }: LiveItem): Row {
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
      title = item.title
      if (own && own.title !== title) own.title = title
      if (item.state === 'done') settle(null)
      if (item.state === 'failed') settle(item.error ?? new Error(title))
    },
    settle,
  }
}
