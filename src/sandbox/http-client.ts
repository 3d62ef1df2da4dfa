import { bytesIn } from '../lib/stream.js'
import { request } from 'node:http'

interface SendOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Milliseconds without a response after which the request fails. */
  readonly timeout?: number
}

/** Sends one request to the sandbox. Avoids `fetch`: Node 20 takes longer to load it than most commands take to run. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body, timeout }: SendOptions,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((done, fail) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const options = { method, headers: { ...type, ...headers }, timeout, agent: false }
    const outgoing = request(url, options, (response) => {
      bytesIn(response).then(
        (bytes) => done({ status: response.statusCode ?? 0, text: bytes.toString() }),
        fail,
      )
    })
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', fail)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
