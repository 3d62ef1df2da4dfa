import { RelError } from '../../errors.js'

/** The maximum number of requests at once. */
const concurrency = 4

/**
 * Requests many items in as few documents as GitHub answers. A batch that is too large (5xx, timeout, resource limits) is sent
 * again in halves after a pause of 1 s, 2 s, 4 s and so on; answers are kept, and later batches are no larger. `null` for an
 * item that fails even alone.
 */
export async function inBatches<Item, Answer>(
  items: readonly Item[],
  size: number,
  ask: (batch: readonly Item[]) => Promise<readonly (Answer | null)[]>,
): Promise<readonly (Answer | null)[]> {
  const answers = new Map<Item, Answer | null>()
  let waiting = items
  let now = size
  let halvings = 0
  const worker = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, now)
      waiting = waiting.slice(batch.length)
      const results = await ask(batch).catch(unlessTooMuch)
      if (results) batch.forEach((item, index) => answers.set(item, results[index] ?? null))
      else if (batch.length === 1) answers.set(batch[0]!, null)
      else {
        waiting = [...batch, ...waiting]
        // Concurrent failures of the same size halve the batch size only once.
        const half = Math.ceil(batch.length / 2)
        if (half < now) [now, halvings] = [half, halvings + 1]
        await pause(500 * 2 ** halvings)
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return items.map((item) => answers.get(item) ?? null)
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

export function unlessTooMuch(error: unknown): null {
  if (error instanceof RelError && error.code === 'network') return null
  throw error
}
