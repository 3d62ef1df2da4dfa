import { runningSandbox } from './control.js'
import type { Places } from '../paths.js'
import { send } from '../http-client.js'

/** Why a switch of the sandbox could not be turned, in the words of a command. */
export interface Problem {
  readonly code: 'not-found' | 'usage' | 'failed'
  readonly message: string
  readonly hint: string
}
/** `body`: what the sandbox answered. */
export type Answered = { readonly body: unknown } | { readonly problem: Problem }

/** Turns one of the switches under /_sandbox of the sandbox that runs in a folder. */
export async function askSandbox(
  places: Places,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answered> {
  const running = await runningSandbox(places)
  if (running?.url == null)
    return {
      problem: {
        code: 'not-found',
        message: `No sandbox runs in ${places.directory}.`,
        hint: `rel sandbox start --detach --dir ${places.directory}`,
      },
    }
  const { status, text } = await send(`${running.url}/_sandbox/${path}`, { method, body })
  const answer = text === '' ? null : (JSON.parse(text) as unknown)
  if (status < 400) return { body: answer }
  const message = String(
    (answer as { message?: unknown } | null)?.message ?? `The sandbox answered ${status}.`,
  )
  return status < 500
    ? { problem: { code: 'usage', message, hint: 'Run the same command with --help.' } }
    : { problem: { code: 'failed', message, hint: `See ${places.log}.` } }
}
