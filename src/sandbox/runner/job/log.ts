import type { Server } from '../server.js'

export interface JobLog {
  /** Writes a line to the log of a step, masked and prefixed with the time as in GitHub's logs. */
  readonly line: (step: number, text: string) => void
  /** Masks a secret in all later lines. */
  readonly mask: (secret: string) => void
  readonly masked: (text: string) => string
  /** Sends all pending lines to the server. */
  readonly flush: () => Promise<void>
}

/** Milliseconds until lines are sent, and the number of lines that are sent at once. */
const flushDelay = 250
const maxLines = 500

export function openLog(server: Pick<Server, 'logs'>, job: number, now: () => number): JobLog {
  const secrets = new Set<string>()
  let chunks: { readonly step: number; readonly lines: string[] }[] = []
  let count = 0
  let timer: NodeJS.Timeout | null = null
  let sent: Promise<unknown> = Promise.resolve()
  const masked = (text: string): string =>
    [...secrets]
      .toSorted((a, b) => b.length - a.length)
      .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  const send = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (count === 0) return
    const ready = chunks.map(({ step, lines }) => ({ step, text: lines.join('') }))
    chunks = []
    count = 0
    sent = sent.then(() => server.logs(job, ready))
    sent.catch(() => undefined) // handled in flush()
  }
  return {
    line(step, text) {
      const last = chunks.at(-1)
      const chunk = last?.step === step ? last : { step, lines: [] }
      if (chunk !== last) chunks.push(chunk)
      for (const lineText of masked(text).split('\n')) {
        chunk.lines.push(`${new Date(now()).toISOString()} ${lineText}\n`)
        count += 1
      }
      if (count > maxLines) send()
      else timer ??= setTimeout(send, flushDelay)
    },
    mask(secret) {
      for (const part of [secret, ...secret.split(/\r?\n/)]) if (part.trim() !== '') secrets.add(part)
    },
    masked,
    async flush() {
      send()
      await sent
    },
  }
}
