/** What asks for its turn in a concurrency group. */
export interface Claim {
  readonly cancelInProgress: boolean
  /** docs: "Workflow syntax", concurrency: the newest alone waits, or up to a hundred in their order; more are turned away. */
  readonly queue: 'single' | 'max'
  /** Ends what holds the group, or waits for it, in favour of a newer claim. */
  readonly cancel: (reason: string) => void
}

interface Group {
  holder: Claim | null
  readonly waiting: { readonly claim: Claim; readonly begin: () => void }[]
}

export type Locks = ReturnType<typeof createLocks>
const longest = 100

/** Concurrency groups: workflows and jobs of a repository share their names (docs: "Control the concurrency of workflows and jobs"). */
export function createLocks() {
  const groups = new Map<string, Group>()
  const release = (key: string, claim: Claim): void => {
    const group = groups.get(key)
    if (!group) return
    const at = group.waiting.findIndex((each) => each.claim === claim)
    if (at >= 0) group.waiting.splice(at, 1)
    if (group.holder !== claim) return
    const next = group.waiting.shift()
    group.holder = next?.claim ?? null
    if (next) next.begin()
    else groups.delete(key)
  }
  return {
    /** Resolves when it is the claim's turn; `onWait` says that it is not yet. Returns how to give it back, or leave the queue. */
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
      if (claim.queue === 'max' && group.waiting.length >= longest) {
        claim.cancel(`Canceling since ${longest} requests wait already`)
        return { turn: new Promise(() => undefined), waits: true, release: free }
      }
      const superseded = claim.queue === 'max' ? [] : [...group.waiting]
      const turn = new Promise<void>((begin) => group.waiting.push({ claim, begin }))
      for (const each of superseded)
        each.claim.cancel('Canceling since a higher priority waiting request exists')
      for (const each of superseded) release(key, each.claim)
      if (claim.cancelInProgress) group.holder.cancel('Canceling since a higher priority request exists')
      return { turn, waits: true, release: free }
    },
  }
}
