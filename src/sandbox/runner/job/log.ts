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

/** Milliseconds until a line can be read elsewhere, and how many wait at most. */
const patience = 250
const most = 500

export function openLog(server: Pick<Server, 'logs'>, job: number, now: () => number): JobLog {
  const secrets = new Set<string>()
  let chunks: { readonly step: number; readonly lines: string[] }[] = []
  let count = 0
  let timer: NodeJS.Timeout | null = null
  let sent: Promise<unknown> = Promise.resolve()
  const masked = (text: string): string =>
    [...secrets]
      .toSorted((one, other) => other.length - one.length)
      .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  const send = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (count === 0) return
    const ready = chunks.map(({ step, lines }) => ({ step, text: lines.join('') }))
    chunks = []
    count = 0
    sent = sent.then(() => server.logs(job, ready))
    sent.catch(() => undefined) // seen by flush()
  }
  return {
    line(step, text) {
      const last = chunks.at(-1)
      const chunk = last?.step === step ? last : { step, lines: [] }
      if (chunk !== last) chunks.push(chunk)
      for (const each of masked(text).split('\n')) {
        chunk.lines.push(`${new Date(now()).toISOString()} ${each}\n`)
        count += 1
      }
      if (count > most) send()
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
