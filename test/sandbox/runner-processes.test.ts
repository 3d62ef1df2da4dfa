import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rel } from '../support/sandbox.js'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'

/** Each test leaves the sandbox running and idle. */
let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
let jobs = 0
/** Starts a job with a step, a background process and one in its own session; returns their process ids. */
async function going(script = 'exec sleep 300', more = ''): Promise<readonly number[]> {
  const name = `going-${(jobs += 1)}`
  const file = join(stage.sandbox.home, name)
  const write = `echo $$ >> '${file}'; sleep 300 & echo $! >> '${file}'; setsid sleep 300 & echo $! >> '${file}'; ${script}`
  await stage.push(name, {
    '.github/workflows/play.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(write)}\n${more}`,
  })
  while (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length < 4) await sleep(20)
  return readFileSync(file, 'utf8').trim().split('\n').map(Number)
}
const gone = async (pids: readonly number[]): Promise<boolean> => {
  for (let tries = 0; tries < 200 && pids.some(isAlive); tries += 1) await sleep(25)
  return !pids.some(isAlive)
}

test('stopping the sandbox ends all processes of steps', async () => {
  const pids = await going()
  expect((await rel(stage.sandbox.home, 'sandbox', 'stop', '--dir', stage.sandbox.dir)).status).toBe(0)
  expect(await gone(pids)).toBe(true)
  await stage.sandbox.restart()
  await stage.idle()
})

test('starting again ends the processes that a killed sandbox left running', async () => {
  const pids = await going()
  stage.sandbox.kill()
  await stage.sandbox.restart()
  expect(await gone(pids)).toBe(true)
  await stage.idle()
})

test('the end of a job ends its background processes', async () => {
  const pids = await going('sleep 0.2')
  await stage.idle()
  expect(await gone(pids)).toBe(true)
})

rule(
  'a step that exceeds its timeout ends with its whole process group',
  `${pages.syntax}#jobsjob_idstepstimeout-minutes`,
  async () => {
    const pids = await going(
      'sleep 300',
      '        timeout-minutes: 0.01\n      - if: always()\n        run: sleep 300\n        timeout-minutes: 0.01\n',
    )
    const group = pids.slice(0, 2) // the process in its own session ends with the job
    expect(await gone(group)).toBe(true)
    await stage.idle()
    expect(await gone(pids)).toBe(true)
  },
)
