/** A request for a concurrency group. */
export interface Claim {
  readonly cancelInProgress: boolean
  /** docs: "Workflow syntax", concurrency: `single`: only the newest request waits; `max`: up to 100 wait in order, more are cancelled. */
  readonly queue: 'single' | 'max'
  /** Cancels the holder or waiting requester in favour of a newer request. */
  readonly cancel: (reason: string) => void
}

interface Group {
  holder: Claim | null
  readonly waiting: { readonly claim: Claim; readonly begin: () => void }[]
}

export type Locks = ReturnType<typeof createLocks>
const maxWaiting = 100

/** Concurrency groups: workflows and jobs of a repository share their names (docs: "Control the concurrency of workflows and jobs"). */
export function createLocks() {
  const groups = new Map<string, Group>()
  const release = (key: string, claim: Claim): void => {
    const group = groups.get(key)
    if (!group) return
    const index = group.waiting.findIndex((entry) => entry.claim === claim)
    if (index >= 0) group.waiting.splice(index, 1)
    if (group.holder !== claim) return
    const next = group.waiting.shift()
    group.holder = next?.claim ?? null
    if (next) next.begin()
    else groups.delete(key)
  }
  return {
    /** Acquires a group: `turn` resolves when it is acquired, `waits` is false if it already is; `release` frees it or leaves the queue. */
    take(
      key: string,
      claim: Claim,
    ): { readonly turn: Promise<void>; readonly waits: boolean; readonly release: () => void } {
      const group = groups.get(key) ?? { holder: null, waiting: [] }
      groups.set(key, group)
      const free = (): void => release(key, claim)
      if (!group.holder) {
        group.holder = claim
        return { turn: Promise.resolve(), waits: false, release: free }
      }
      if (claim.queue === 'max' && group.waiting.length >= maxWaiting) {
        claim.cancel(`Canceling since ${maxWaiting} requests are already waiting`)
        return { turn: new Promise(() => undefined), waits: true, release: free }
      }
      const superseded = claim.queue === 'max' ? [] : [...group.waiting]
      const turn = new Promise<void>((begin) => group.waiting.push({ claim, begin }))
      for (const older of superseded)
        older.claim.cancel('Canceling since a higher priority waiting request exists')
      for (const older of superseded) release(key, older.claim)
      if (claim.cancelInProgress) group.holder.cancel('Canceling since a higher priority request exists')
      return { turn, waits: true, release: free }
    },
  }
}
