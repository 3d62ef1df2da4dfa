import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { tmpdir } from 'node:os'
import type { Readable, Writable } from 'node:stream'

/** The path of Chromium; null if it is not installed. */
export const chromium: string | null =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path)) ?? null

interface Message {
  readonly id?: number
  readonly method?: string
  readonly sessionId?: string
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}
export type Browser = Awaited<ReturnType<typeof openBrowser>>

/** One tab of a headless browser, controlled over its debugging pipe without a package. `scripts`: pages may run scripts. */
export async function openBrowser(program: string, { width = 1100, height = 1000, scripts = false } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'rel-browser-'))
  const flags = [
    '--headless=new',
    '--remote-debugging-pipe',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
  ]
  const child = spawn(
    program,
    [...flags, `--user-data-dir=${home}`, `--window-size=${width},${height}`, 'about:blank'],
    // Temporary files are removed with the home folder.
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, TMPDIR: home } },
  )
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable]
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Set<(message: Message) => void>()
  let last = 0
  let rest = ''
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0')
    rest = messages.pop() ?? ''
    for (const text of messages) {
      const message = JSON.parse(text) as Message
      if (message.id !== undefined) waiting.get(message.id)?.(message)
      for (const each of [...listeners]) each(message)
    }
  })
  const request = (
    method: string,
    params: object = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> =>
    new Promise((done, fail) => {
      const id = ++last
      waiting.set(id, ({ result = {}, error }) => {
        waiting.delete(id)
        if (error) fail(new Error(`${method}: ${error.message}`))
        else done(result)
      })
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  const { targetId } = await request('Target.createTarget', { url: 'about:blank' })
  const attached = await request('Target.attachToTarget', { targetId, flatten: true })
  const session = String(attached['sessionId'])
  const send = (method: string, params: object = {}) => request(method, params, session)
  await send('Page.enable')
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
  await send('Emulation.setScriptExecutionDisabled', { value: !scripts }) // the sandbox's pages work without
  /** Runs an action that opens another page, and waits until the page has loaded. */
  const navigate = async (act: () => Promise<unknown>): Promise<void> => {
    const loaded = new Promise<void>((done) => {
      const onLoad = ({ method, sessionId }: Message): void => {
        if (method !== 'Page.loadEventFired' || sessionId !== session) return
        listeners.delete(onLoad)
        done()
      }
      listeners.add(onLoad)
    })
    await act()
    await loaded
  }
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
    return (result as { readonly value?: unknown }).value
  }
  return {
    goTo: (url: string) => navigate(() => send('Page.navigate', { url })),
    /** The visible text of the page. */
    text: async (): Promise<string> => String(await evaluate('document.body.innerText')),
    evaluate,
    /** Clicks the first button with that name, by mouse events at its position. */
    press: (name: string) =>
      navigate(async () => {
        const point = (await evaluate(
          `(() => { const button = [...document.querySelectorAll('button')].find((each) => each.innerText.trim() === ${JSON.stringify(name)} || each.ariaLabel === ${JSON.stringify(name)}); if (!button) return null; button.scrollIntoView({ block: 'center' }); const { x, y, width, height } = button.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 } })()`,
        )) as { readonly x: number; readonly y: number } | null
        if (!point) throw new Error(`There is no button ${name}.`)
        for (const type of ['mousePressed', 'mouseReleased'])
          await send('Input.dispatchMouseEvent', { type, ...point, button: 'left', clickCount: 1 })
      }),
    /** Types a value into the field with that name. */
    fill: (name: string, value: string) =>
      evaluate(`void (document.querySelector('[name=${name}]').value = ${JSON.stringify(value)})`),
    picture: async (): Promise<Buffer> => {
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true })
      return Buffer.from(String(data), 'base64')
    },
    async close(): Promise<void> {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGKILL')
      await ended
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
