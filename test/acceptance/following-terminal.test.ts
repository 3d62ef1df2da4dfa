import { expect, test } from 'vitest'
import { adopted } from '../support/adopted.js'
import { hasTerminal, onTerminal } from '../support/terminal.js'

test.skipIf(!hasTerminal)(
  'on a terminal the jobs are a live list, where a skipped one has no tick; the end is in its place',
  async () => {
    const sandbox = await adopted('sleep 0.4')
    const { screen, status } = await onTerminal(sandbox, 'qa deploy 2 --interval 50ms', {
      login: 'dev',
      cwd: sandbox.clone('widgets'),
    })
    expect(status).toBe(0)
    expect(screen).toContain('… build: Run sleep 0.4')
    expect(screen).toContain('✓ build')
    expect(screen).toMatch(/ {2}– undeploy\r?\n/)
    expect(screen).not.toContain('✓ undeploy')
    expect(screen).toMatch(/qa2 runs [0-9a-f]{7}\. https:\/\/2\.widgets\.example\s*$/)
  },
)
