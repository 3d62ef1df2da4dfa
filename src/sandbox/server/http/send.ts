import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { GitHubError } from '../../errors.js'
import type { Fault } from '../faults/fault.js'
import { bytesOf, type Exchange, type Reply } from './exchange.js'

/** The response to an error: a GitHubError as GitHub renders it; any other error is a bug, is logged, and becomes a 500. */
export function replyTo(error: unknown): Reply {
  if (!(error instanceof GitHubError)) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`${message}\n`)
    return { status: 500, headers: {}, body: { message: 'Server Error' } }
  }
  const { status, message, errors, documentation, headers } = error
  const body = {
    message,
    ...(errors && { errors }),
    documentation_url: documentation,
    status: String(status),
  }
  return { status, headers, body }
}

/** Sends the response, modified by the fault. */
export async function send(
  { request, response, method }: Exchange,
  reply: Reply,
  headers: Readonly<Record<string, string>>,
  fault: Fault | null,
): Promise<void> {
  if (fault?.holdMs !== undefined) await sleep(fault.holdMs)
  if (fault?.drop === 'after') return void request.socket.destroy()
  if (fault?.skewMs !== undefined) skew(response, fault.skewMs)
  const bytes = bytesOf(reply)
  const bodiless = reply.status === 204 || reply.status === 304
  response.writeHead(reply.status, {
    ...headers,
    ...reply.headers,
    ...(reply.type !== undefined && { 'content-type': reply.type }),
    ...(!bodiless && { 'content-length': String(bytes.length) }),
  })
  if (method === 'HEAD' || bodiless) return void response.end()
  if (fault?.truncate === undefined || fault.truncate === false) return void response.end(bytes)
  const kept = fault.truncate === true ? Math.floor(bytes.length / 2) : fault.truncate
  response.write(bytes.subarray(0, kept), () => request.socket.destroy())
}

function skew(response: ServerResponse, milliseconds: number): void {
  const date = Date.parse(String(response.getHeader('date')))
  response.setHeader('date', new Date(date + milliseconds).toUTCString())
}
