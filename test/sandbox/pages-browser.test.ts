import { afterAll, beforeAll, expect, test } from 'vitest'
import { gated, openGates } from './runner/gated.js'
import { openStage, type Stage } from './runner/stage.js'
import { chromium, openBrowser, type Browser } from '../support/browser.js'

/** Runs in a real browser, without scripts; skipped if none is installed. */
const title = 'in a browser: sign in, approve a deployment, merge, publish a release'
if (chromium === null) process.stderr.write(`Skipped, as Chromium is not installed: ${title}\n`)

let stage: Stage
let browser: Browser
beforeAll(async () => {
  if (chromium === null) return
  stage = await openStage()
  browser = await openBrowser(chromium)
})
afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

test.skipIf(chromium === null)(title, async () => {
  await openGates(stage)
  const { run } = await stage.play('browser', gated('staging'))
  await browser.goTo(run.html_url)
  expect(await browser.text()).toContain('Sign in as a required reviewer to review.')
  await browser.goTo(`${stage.sandbox.url}/login?return_to=${new URL(run.html_url).pathname}`)
  await browser.fill('key', stage.sandbox.key)
  await browser.press('rosa')
  expect(await browser.text()).toContain('staging: 1 job is waiting for review')
  // The style is applied (the policy contains its hash), and the graph is drawn.
  expect(
    await browser.evaluate(
      `[getComputedStyle(document.querySelector('.box')).borderTopStyle, document.querySelectorAll('svg rect').length, document.documentElement.scrollWidth <= innerWidth]`,
    ),
  ).toEqual(['solid', 2, true])
  await browser.press('Approve and deploy')
  await stage.idle()
  await browser.goTo(run.html_url)
  expect(await browser.text()).toMatch(/✓ success[\s\S]*deploy/)

  const pull = { title: 'Browse <b>this</b>', head: 'browser', base: 'main' }
  const { body } = await stage.api('dev', 'POST', '/pulls', pull)
  await browser.goTo(body.html_url)
  await browser.press('Add')
  expect(await browser.text()).toMatch(/rosa added the label deploy/)
  await browser.press('Remove the label deploy')
  await browser.press('Squash and merge')
  expect(await browser.text()).toMatch(/Browse <b>this<\/b>[\s\S]*Merged by rosa/)

  const wish = { tag_name: '1.0.0', draft: true, name: '1.0.0' }
  await stage.api('rosa', 'POST', '/releases', wish)
  await browser.goTo(`${stage.sandbox.url}/acme/widgets/releases`)
  await browser.press('Publish')
  expect(await browser.text()).toMatch(/1\.0\.0\s+latest/)
  await browser.press('Sign out')
  expect(await browser.text()).not.toContain('Publish')
})
