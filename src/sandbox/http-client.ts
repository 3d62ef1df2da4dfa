import { request } from 'node:http'

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Milliseconds without an answer after which it fails. */
  readonly timeout?: number
}

/** One request to the sandbox. Not by `fetch`: to load that takes Node 20 longer than most commands take. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body, timeout }: Sent,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((done, fail) => {
    const options = { method, headers: { ...headers }, timeout, agent: false }
    const asking = request(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', fail)
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', fail)
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
