import { bytesIn } from '../lib/stream.js'
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
      bytesIn(response).then(
        (answer) => done({ status: response.statusCode ?? 0, text: answer.toString() }),
        fail,
      )
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', fail)
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
