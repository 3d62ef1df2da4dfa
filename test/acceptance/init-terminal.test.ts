import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'
import { clearLine, down, enter, hasTerminal, onTerminal } from '../support/terminal.js'

test.skipIf(!hasTerminal)(
  'asks on a terminal for missing options, repeats invalid answers, shows the files, and writes nothing after a "no"',
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
    const { screen, status } = await onTerminal(sandbox, 'init -R acme/fresh --build own', {
      login: 'olga',
      lines: [
        { until: 'Which environments are there?', keys: `${down}${down}${down} ${enter}` },
        { until: 'What is the image called?', keys: `Foo Bar${enter}` },
        { until: 'must be the name of an image', keys: `${clearLine}${enter}` },
        { until: 'How are environments deployed?', keys: `${down}${enter}` },
        { until: 'How are staging and production approved?', keys: enter },
        { until: 'Who may approve?', keys: `rosa, nobody-here${enter}` },
        { until: 'not visible to the token: nobody-here', keys: `${clearLine}rosa, olga${enter}` },
        { until: 'Set up rel 0.1.0 in acme/fresh?', keys: `n${enter}` },
      ],
    })
    expect(status).toBe(130)
    expect(screen).toContain('+++ b/.github/workflows/feature-branch.yml')
    expect(screen).toContain('+environments: [preview, qa1, qa2, qa4, dev, staging, production, hotfix]')
    expect(screen).toContain('+deploy: {with: own}')
    expect(screen).toContain('Set up the environment production with the reviewers rosa, olga')
    expect(screen).not.toContain('How is the image built?')
    expect((await sandbox.requests()).filter(({ write }) => write)).toEqual([])
  },
)
