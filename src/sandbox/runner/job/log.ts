import type { Server } from '../server.js'

export interface JobLog {
  /** A line of the step of that number; masked, and with the time before it as GitHub's logs have it. */
  readonly line: (step: number, text: string) => void
  /** What must not be seen from now on. */
  readonly mask: (secret: string) => void
  readonly masked: (text: string) => string
  /** Everything that was written is with the server. */
  readonly flush: () => Promise<void>
}

/** Longer than this GitHub does not wait before it shows a line. */
const patience = 250

export function openLog(server: Pick<Server, 'log'>, job: number, now: () => number): JobLog {
  const secrets = new Set<string>()
  let pending: { readonly step: number; readonly lines: string[] } | null = null
  let timer: NodeJS.Timeout | null = null
  let sent: Promise<unknown> = Promise.resolve()
  const masked = (text: string): string =>
    [...secrets]
      .toSorted((one, other) => other.length - one.length)
      .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  const send = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (!pending) return
    const { step, lines } = pending
    pending = null
    sent = sent.then(() => server.log(job, lines.join(''), step))
    sent.catch(() => undefined) // seen by flush()
  }
  return {
    line(step, text) {
      if (pending && pending.step !== step) send()
      pending ??= { step, lines: [] }
      for (const each of masked(text).split('\n'))
        pending.lines.push(`${new Date(now()).toISOString()} ${each}\n`)
      if (pending.lines.length > 500) send()
      else timer ??= setTimeout(send, patience)
    },
    mask(secret) {
      for (const each of [secret, ...secret.split(/\r?\n/)]) if (each.trim() !== '') secrets.add(each)
    },
    masked,
    async flush() {
      send()
      await sent
    },
  }
}
