import { host } from './host.js'

/**
 * The process that `rel sandbox start --detach` leaves behind: `node serve.cjs DIR PORT strict|lax [SNAPSHOT]`. Tells its parent
 * `{status}` when it is ready, or `{error}`; ends on SIGTERM and SIGINT.
 */
export async function serve(): Promise<void> {
  const [directory = '', port = '0', mode = 'lax', snapshot = null] = process.argv.slice(2)
  const tell = (message: unknown): Promise<void> =>
    new Promise((done) => (process.send ? process.send(message, () => done()) : done()))
  try {
    const running = await host({ directory, port: Number(port), strict: mode === 'strict', snapshot })
    const end = (): void => {
      running.close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`)
          process.exit(1)
        },
      )
    }
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
    await tell({ status: running.status })
    if (process.connected) process.disconnect()
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    await tell({ error: { message, code: code ?? null } })
    process.exit(1)
  }
}
