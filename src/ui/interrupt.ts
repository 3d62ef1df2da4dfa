import { RelError } from '../errors.js'

/**
 * Work that the first Ctrl-C asks to stop where it can say how things stand; `message` says so. The second ends rel at once,
 * whatever it waits for.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  message: string,
  hint?: string,
): Promise<T> {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) {
      process.removeListener('SIGINT', stop)
      process.kill(process.pid, 'SIGINT')
    }
    controller.abort(new RelError('cancelled', message, { hint }))
  }
  // Not `once`: what restores the cursor kills rel as soon as nobody else listens.
  process.on('SIGINT', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.removeListener('SIGINT', stop)
  }
}
