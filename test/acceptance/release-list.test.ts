import { expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { openPull } from '../support/sandbox.js'
import { relJson, runRel, sandboxForTest } from '../support/transcript.js'

const digestOf = (character: string): string => `sha256:${character.repeat(64)}`

test('lists the pull requests in the notes and the digest from a stage in --json', async () => {
  const sandbox = await sandboxForTest()
  const api = async (method: string, path: string, body?: unknown) =>
    (await sandbox.api('olga', method, `/repos/acme/widgets${path}`, body)).body
  const land = async (branch: string): Promise<string> => {
    const number = await openPull(sandbox, branch)
    await api('POST', `/issues/${number}/labels`, { labels: ['feature'] })
    await api('PUT', `/pulls/${number}/merge`)
    await sandbox.git(sandbox.clone('widgets'), 'fetch', '--quiet')
    return (await api('GET', '/commits/main')).sha
  }
  const released = await land('login')
  await api('POST', '/releases', { tag_name: '1.4.0', body: '* About login (#1) @dev\n* No change (#99)' })
  const tried = await land('theme')
  await deploy(sandbox, 'production', { description: `rel 1.4.0 ${released} ${digestOf('a')}` })
  await deploy(sandbox, 'dev', { description: `rel - ${tried} ${digestOf('b')}` })
  expect((await runRel(sandbox, 'release draft')).exitCode).toBe(0)
  await api('POST', '/releases', { tag_name: '1.3.9', target_commitish: released, prerelease: true })
  const { json, exitCode } = await relJson(sandbox, 'release list')
  expect(exitCode).toBe(0)
  const pull = (number: number, branch: string) => ({
    number,
    title: `About ${branch}`,
    author: 'dev',
    labels: ['feature'],
  })
  expect(json['result'].releases).toMatchObject([
    { tag: '1.5.0', draft: true, commit: tried, prs: [pull(2, 'theme')], digest: digestOf('b') },
    { tag: '1.3.9', prerelease: true, prs: [], digest: digestOf('a') },
    { tag: '1.4.0', latest: true, commit: released, prs: [pull(1, 'login')], digest: digestOf('a') },
  ])
  expect((await relJson(sandbox, 'release list --limit 1')).json['result'].releases).toHaveLength(1)
})
