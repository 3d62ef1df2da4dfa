import { RelError } from '../errors.js'

/**
 * Runs work that Ctrl-C interrupts: the first one aborts the signal with an error of this message, so that the work can report its
 * state; the second one ends rel at once.
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
  // Not `once`: the library that restores the cursor ends rel when it is the only listener.
  process.on('SIGINT', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.removeListener('SIGINT', stop)
  }
}
