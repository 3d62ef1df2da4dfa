import { expect, test } from 'vitest'
import { colour, hasTerminal, onTerminal } from '../support/terminal.js'
import { sandboxForTest } from '../support/transcript.js'

test.skipIf(!hasTerminal)('who wants colours on a terminal, and who wants none: no-color.org', async () => {
  const sandbox = await sandboxForTest()
  const isColoured = async (line: string, env: Readonly<Record<string, string>>): Promise<boolean> => {
    const { raw } = await onTerminal(sandbox, line, { login: 'dev', cwd: sandbox.clone('widgets'), env })
    return colour.test(raw)
  }
  // oclif draws the help, and rel what it says.
  for (const line of ['--help', 'qa deploy 9']) {
    expect(await isColoured(line, { NO_COLOR: '1' }), line).toBe(false)
    expect(await isColoured(line, { NO_COLOR: '' }), line).toBe(true)
    expect(await isColoured(line, { NO_COLOR: '1', FORCE_COLOR: '1' }), line).toBe(true)
    expect(await isColoured(line, { NO_COLOR: '', FORCE_COLOR: '0' }), line).toBe(false)
  }
})
