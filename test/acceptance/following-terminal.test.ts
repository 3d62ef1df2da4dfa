import { expect, test } from 'vitest'
import { startWithPull } from '../support/environments-workflow.js'
import { colour, ctrlC, hasTerminal, onTerminal } from '../support/terminal.js'
import { labelsOf } from '../support/transcript.js'

test.skipIf(!hasTerminal)(
  'shows the jobs as a live list on a terminal, skipped ones without a tick, and the result after it',
  async () => {
    const sandbox = await startWithPull('sleep 0.4')
    const { screen, raw, status } = await onTerminal(sandbox, 'qa deploy 2 --interval 50ms', {
      login: 'dev',
      cwd: sandbox.clone('widgets'),
    })
    expect(status).toBe(0)
    // NO_COLOR is set.
    expect(raw).not.toMatch(colour)
    expect(screen).toContain('… build: Run sleep 0.4')
    expect(screen).toContain('✓ build')
    expect(screen).toMatch(/ {2}– undeploy\r?\n/)
    expect(screen).not.toContain('✓ undeploy')
    expect(screen).toMatch(
      /qa2 runs [0-9a-f]{7}\. https:\/\/2\.widgets\.example\r?\nPull request #2: http:\/\/\S+\/pull\/2\s*$/,
    )
  },
)

test.skipIf(!hasTerminal)('Ctrl-C stops watching, not the deployment, and restores the cursor', async () => {
  const sandbox = await startWithPull('sleep 20')
  const { screen, raw, status } = await onTerminal(sandbox, 'qa deploy 2 --interval 50ms', {
    login: 'dev',
    cwd: sandbox.clone('widgets'),
    lines: [{ until: 'qa2: build', keys: ctrlC }],
  })
  expect(status).toBe(130)
  expect(screen).toContain('✓ Label #2 with deploy/qa2')
  expect(screen).toMatch(
    /Error: Stopped watching; the deployment continues on GitHub\.\r?\nHint: Run the same command again to keep watching\.\s*$/,
  )
  expect(raw.lastIndexOf('\u001B[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001B[?25l'))
  expect(await labelsOf(sandbox, 2)).toEqual(['deploy/qa2'])
})
