import { expect, test } from 'vitest'
import { openPull } from '../support/sandbox.js'
import { enter, hasTerminal, onTerminal } from '../support/terminal.js'
import { labelsOf, sandboxForTest } from '../support/transcript.js'

test.skipIf(!hasTerminal)(
  'takes over a held slot only after an explicit "yes": the question defaults to "no"',
  async () => {
    const sandbox = await sandboxForTest()
    const first = await openPull(sandbox, 'feature/first')
    await sandbox.api('quinn', 'POST', `/repos/acme/widgets/issues/${first}/labels`, {
      labels: ['deploy/qa2'],
    })
    const second = await openPull(sandbox, 'feature/second')
    const take = (keys: string) =>
      onTerminal(sandbox, 'qa deploy 2 --take', {
        login: 'dev',
        cwd: sandbox.clone('widgets'),
        lines: [{ until: `Take over qa2 from #${first} (dev)? (y/N)`, keys }],
      })

    const declined = await take(enter)
    expect(declined.status).toBe(130)
    expect(declined.screen).toContain('Nothing was changed.')
    expect([await labelsOf(sandbox, first), await labelsOf(sandbox, second)]).toEqual([['deploy/qa2'], []])

    const accepted = await take(`y${enter}`)
    expect(accepted.status).toBe(0)
    expect(accepted.screen).toMatch(
      new RegExp(`#${second} holds qa2: http://\\S+/acme/widgets/pull/${second}`),
    )
    expect([await labelsOf(sandbox, first), await labelsOf(sandbox, second)]).toEqual([[], ['deploy/qa2']])
  },
)

test.skipIf(!hasTerminal)(
  'opens a pull request for a free slot: the question defaults to "yes"',
  async () => {
    const sandbox = await sandboxForTest()
    const clone = sandbox.clone('widgets')
    await sandbox.git(clone, 'switch', '--quiet', '--create', 'feature/new', 'origin/main')
    await sandbox.git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Add something')
    const { screen, status } = await onTerminal(sandbox, 'qa deploy 2', {
      login: 'dev',
      cwd: clone,
      lines: [{ until: 'Push it and open one into main? (Y/n)', keys: enter }],
    })
    expect(status).toBe(0)
    expect(screen).toMatch(/#1 holds qa2: http:\/\/\S+\/acme\/widgets\/pull\/1/)
  },
)
