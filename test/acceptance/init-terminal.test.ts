import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { bareEnvironment, binary } from '../support/run.js'
import { startSandbox, type Sandbox } from '../support/sandbox.js'

/** util-linux's; the one of macOS takes other words. */
const script = '/usr/bin/script'
const enter = '\r'
const clearLine = '\u0015'
const down = '\u001B[B'

interface Line {
  /** What is on the screen when `keys` are pressed. */
  readonly until: string
  readonly keys: string
}

/** Runs rel on a terminal of its own, and answers when it asks. */
function onTerminal(
  sandbox: Sandbox,
  words: string,
  lines: readonly Line[],
): Promise<{ screen: string; status: number | null }> {
  const env = {
    ...bareEnvironment(sandbox.home),
    TERM: 'xterm',
    NO_COLOR: '1',
    GH_TOKEN: sandbox.token('olga'),
    GITHUB_API_URL: sandbox.apiUrl,
  }
  const command = `stty cols 120; ${process.execPath} ${binary} ${words}`
  const child = spawn(script, ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: sandbox.home,
    env,
  })
  let screen = ''
  let seen = 0
  const left = [...lines]
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString().replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, '')
    const [next] = left
    const at = next ? screen.indexOf(next.until, seen) : -1
    if (!next || at < 0) return
    seen = at + next.until.length
    left.shift()
    child.stdin.write(next.keys)
  })
  return new Promise((done) => child.on('close', (status) => done({ screen, status })))
}

test.skipIf(!existsSync(script) || process.platform !== 'linux')(
  'on a terminal it asks what no flag says, and again after a wrong word, shows the files, and writes nothing after a no',
  async () => {
    const sandbox = await startSandbox()
    onTestFinished(() => sandbox.stop())
    const made = await sandbox.api('olga', 'POST', '/orgs/acme/repos', {
      name: 'fresh',
      private: true,
      auto_init: true,
    })
    expect(made.status).toBe(201)
    await sandbox.clearRequests()
    const { screen, status } = await onTerminal(sandbox, 'init -R acme/fresh --build own', [
      { until: 'Which environments are there?', keys: `${down}${down}${down} ${enter}` },
      { until: 'What is the image called?', keys: `Foo Bar${enter}` },
      { until: 'must be the name of an image', keys: `${clearLine}${enter}` },
      { until: 'How are environments deployed?', keys: `${down}${enter}` },
      { until: 'How are staging and production approved?', keys: enter },
      { until: 'Who may approve?', keys: `rosa, nobody-here${enter}` },
      { until: 'GitHub knows no nobody-here', keys: `${clearLine}rosa, olga${enter}` },
      { until: 'Bring rel 0.1.0 to acme/fresh?', keys: `n${enter}` },
    ])
    expect(status).toBe(130)
    expect(screen).toContain('+++ b/.github/workflows/feature-branch.yml')
    expect(screen).toContain('+environments: [preview, qa1, qa2, qa4, dev, staging, production, hotfix]')
    expect(screen).toContain('+deploy: {with: own}')
    expect(screen).toContain('Set up the environment production, which waits for rosa, olga')
    expect(screen).not.toContain('How is the image built?')
    expect((await sandbox.requests()).filter(({ write }) => write)).toEqual([])
  },
)
