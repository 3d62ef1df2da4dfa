import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { releaseManager } from '../support/release-manager.js'
import { enter, hasTerminal, onTerminal } from '../support/terminal.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
}, 240_000)
afterAll(() => team?.stop())

const publish = (keys: string) =>
  onTerminal(team.sandbox, 'release publish', {
    login: 'rosa',
    cwd: team.sandbox.clone('widgets'),
    lines: [{ until: '(Y/n)', keys }],
  })

test.skipIf(!hasTerminal)(
  'shows the notes and every check before asking, without control characters',
  async () => {
    await team.commit('evil', { 'evil.txt': 'evil' })
    await team.merge(await team.open('evil', ['feature']))
    await team.idle()
    const [draft] = await team.api('rosa', 'GET', '/releases')
    const body = `${draft.body}\n\u001B[2JEdited in the page`
    await team.api('rosa', 'PATCH', `/releases/${draft.id}`, { body })
    await team.sandbox.clearRequests()
    const { screen, status, raw } = await publish(`n${enter}`)
    expect(status).toBe(130)
    expect(raw).not.toContain('\u001B[2JEdited')
    expect(screen).toContain('[2JEdited in the page')
    for (const line of [
      '## Features',
      '✓ not-on-dev ',
      '✓ image-unverified ',
      '✓ version-unavailable ',
      '✓ freeze ',
    ])
      expect(screen.slice(0, screen.indexOf('(Y/n)'))).toContain(line)
    expect(await releaseManager(team).writes()).toEqual([])
  },
)

test.skipIf(!hasTerminal)('shows a failed check with its remedy, and does not ask', async () => {
  const [first] = (await team.api('dev', 'GET', '/commits')).slice(-1)
  await team.api('olga', 'POST', '/git/refs', { ref: 'refs/tags/v0.1.0', sha: first.sha })
  const { screen, status } = await publish(enter)
  expect(status).toBe(3)
  expect(screen).toMatch(/^✗ version-unavailable +The tag v0\.1\.0 already exists at [0-9a-f]{7}\./m)
  expect(screen).toContain('Run `rel release draft` to draft the next version.')
  expect(screen).toMatch(/^✓ not-on-dev /m)
  expect(screen).not.toContain('(Y/n)')
})
