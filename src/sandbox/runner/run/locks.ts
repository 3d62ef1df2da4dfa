/** A request for a concurrency group. */
export interface LockRequest {
  readonly cancelInProgress: boolean
  /** docs: "Workflow syntax", concurrency: `single`: only the newest request waits; `max`: up to 100 wait in order, more are cancelled. */
  readonly queue: 'single' | 'max'
  /** Cancels the holder or waiting requester in favour of a newer request. */
  readonly cancel: (reason: string) => void
}

interface Group {
  holder: LockRequest | null
  readonly waiting: { readonly request: LockRequest; readonly begin: () => void }[]
}

export type Locks = ReturnType<typeof createLocks>
const maxWaiting = 100

/** Concurrency groups: workflows and jobs of a repository share their names (docs: "Control the concurrency of workflows and jobs"). */
export function createLocks() {
  const groups = new Map<string, Group>()
  const release = (key: string, request: LockRequest): void => {
    const group = groups.get(key)
    if (!group) return
    const index = group.waiting.findIndex((entry) => entry.request === request)
    if (index >= 0) group.waiting.splice(index, 1)
    if (group.holder !== request) return
    const next = group.waiting.shift()
    group.holder = next?.request ?? null
    if (next) next.begin()
    else groups.delete(key)
  }
  return {
    /** Acquires a group: `acquired` resolves when it is acquired, `waits` is false if it already is; `release` frees it or leaves the queue. */
    acquire(
      key: string,
      request: LockRequest,
    ): { readonly acquired: Promise<void>; readonly waits: boolean; readonly release: () => void } {
      const group = groups.get(key) ?? { holder: null, waiting: [] }
      groups.set(key, group)
      const free = (): void => release(key, request)
      if (!group.holder) {
        group.holder = request
        return { acquired: Promise.resolve(), waits: false, release: free }
      }
      if (request.queue === 'max' && group.waiting.length >= maxWaiting) {
        request.cancel(`Canceling since ${maxWaiting} requests are already waiting`)
        return { acquired: new Promise(() => undefined), waits: true, release: free }
      }
      const superseded = request.queue === 'max' ? [] : [...group.waiting]
      const acquired = new Promise<void>((begin) => group.waiting.push({ request, begin }))
      for (const older of superseded)
        older.request.cancel('Canceling since a higher priority waiting request exists')
      for (const older of superseded) release(key, older.request)
      if (request.cancelInProgress) group.holder.cancel('Canceling since a higher priority request exists')
      return { acquired, waits: true, release: free }
    },
  }
}
