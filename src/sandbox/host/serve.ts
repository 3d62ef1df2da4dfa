import { host } from './host.js'

/**
 * The main function of the background process of `rel sandbox start --detach`: `node serve.cjs DIR PORT strict|lax [SNAPSHOT]`.
 * Sends `{status}` to its parent when it is ready, or `{error}`; ends on SIGTERM and SIGINT.
 */
export async function serve(): Promise<void> {
  const [directory = '', port = '0', mode = 'lax', snapshot = null] = process.argv.slice(2)
  const sendToParent = (message: unknown): Promise<void> =>
    new Promise((done) => (process.send ? process.send(message, () => done()) : done()))
  try {
    const running = await host({ directory, port: Number(port), strict: mode === 'strict', snapshot })
    // A rejection ends the process with a message in the log.
    const end = (): void => void running.close().then(() => process.exit(0))
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
    await sendToParent({ status: running.status })
    if (process.connected) process.disconnect()
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    await sendToParent({ error: { message, code: code ?? null } })
    process.exit(1)
  }
}
