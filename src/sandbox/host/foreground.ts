import { once } from 'node:events'
import type { StartProblem } from './control.js'
import { host, type HostOptions } from './host.js'
import type { Status } from './status.js'

/**
 * Serves in this process until Ctrl-C or SIGTERM; returns the problem that kept it from starting, or null. `ready` is called
 * once the server accepts requests; a signal does not wait for it.
 */
export async function serveUntilSignal(
  options: HostOptions,
  ready: (status: Status) => Promise<void>,
): Promise<StartProblem | null> {
  const started = await host(options).catch((error: NodeJS.ErrnoException) => ({
    code: error.code ?? null,
    message: error.message,
  }))
  if (!('status' in started)) return started
  const signal = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  try {
    await Promise.race([signal, ready(started.status)])
    await signal
  } finally {
    await started.close()
  }
  return null
}
