import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

const branch = 'rollback/1.4.0'
let sandbox: Sandbox
const api = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const answer = await sandbox.api('olga', method, `/repos/acme/widgets${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const git = async (...words: string[]): Promise<string> => {
  const { status, out, error } = await sandbox.git(sandbox.clone('widgets'), ...words)
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${error}`)
  return out.trim()
}
const fetchAll = () => git('fetch', '--quiet', '--prune')
async function land(name: string, file: string, content: string): Promise<void> {
  await fetchAll()
  await pushBranch(sandbox, name, { file, content })
  const { number } = await api('POST', '/pulls', { title: `About ${name}`, head: name, base: 'main' })
  await api('PUT', `/pulls/${number}/merge`, { merge_method: 'squash' })
  await fetchAll()
}
/** Commits a file to the branch of the pull request. */
async function add(file: string, content: string): Promise<string> {
  await fetchAll()
  return pushBranch(sandbox, branch, { file, content, from: `origin/${branch}` })
}
/** The files that differ from the version's when the branch is merged into main as it is now. */
async function leftAfterMerge(): Promise<readonly string[]> {
  await fetchAll()
  const merged = await git('merge-tree', '--write-tree', 'origin/main', `origin/${branch}`)
  return (await git('diff', '--name-only', '1.4.0', merged)).split('\n').filter(Boolean)
}
const writes = async (): Promise<readonly string[]> =>
  (await requestsOf(sandbox)).filter((request) => !/^(GET|query)/.test(request))
const again = () => relJson(sandbox, 'release rollback --to 1.4.0 --yes')

beforeAll(async () => {
  sandbox = await startSandbox()
  await land('one', 'one.txt', 'one') // 1
  await land('pack', '.github/pack.yml', 'first') // 2
  await api('POST', '/releases', { tag_name: '1.4.0' })
  await land('three', 'one.txt', 'three') // 3
  await api('POST', '/releases', { tag_name: '1.5.0' })
  const { sha } = await api('GET', '/commits/main')
  for (const version of ['1.4.0', '1.5.0'])
    await deploy(sandbox, 'production', { ref: version, description: `rel ${version} ${sha}` })
  await git('fetch', '--quiet', '--tags')
  expect((await runRel(sandbox, 'release rollback --yes')).exitCode).toBe(0) // 4
}, 60_000)
afterAll(() => sandbox?.stop())

test('updates an open pull request to also revert what was merged into main since', async () => {
  await land('five', 'five.txt', 'five')
  await land('six', 'one.txt', 'six')
  await land('seven', '.github/seven.yml', 'seven')
  const lines = ['--dry-run', '', '--yes', '--yes'].map((flags) => `release rollback ${flags}`.trimEnd())
  await expect(await transcript(sandbox, lines, { sorted: true })).toMatchFileSnapshot(
    'release-rollback-open.txt',
  )
  expect(await leftAfterMerge()).toEqual(['.github/seven.yml'])
  const { body } = await api('GET', '/pulls/4')
  expect(body).toMatch(/^(Reverts acme\/widgets#\d\n)+\nRestores the files of that version/)
  expect(body.match(/#\d/g)).toEqual(['#7', '#6', '#5', '#3'])
}, 60_000)

test('does nothing if only files that are not rolled back have changed', async () => {
  await land('eight', '.github/eight.yml', 'eight')
  await again() // its text lists #8
  await sandbox.clearRequests()
  expect((await again()).json).toMatchObject({ outcome: 'nothing-to-do', result: { pr: { number: 4 } } })
  expect(await writes()).toEqual([])
})

test('keeps what people committed to the branch, including their merge of main', async () => {
  const own = await add('kept.txt', 'kept')
  await land('nine', 'nine.txt', 'nine')
  await git('checkout', '--quiet', '-B', branch, `origin/${branch}`)
  await git('merge', '--quiet', '--no-edit', 'origin/main')
  await git('push', '--quiet', 'origin', branch)
  expect(await leftAfterMerge()).toContain('nine.txt')
  const body = `By hand.\r\n\r\n${(await api('GET', '/pulls/4')).body.replaceAll('\n', '\r\n')}`
  await api('PATCH', '/pulls/4', { body })
  const planned = await relJson(sandbox, 'release rollback --to 1.4.0 --dry-run')
  const { json } = await again()
  expect(json['steps'].map(({ kind, commit }: Json) => [kind, commit])).toEqual(
    planned.json['steps'].map(({ kind, commit }: Json) => [kind, commit]),
  )
  expect(json['outcome']).toBe('done')
  expect(await leftAfterMerge()).toEqual(['.github/eight.yml', '.github/seven.yml', 'kept.txt'])
  expect(await git('merge-base', '--is-ancestor', own, `origin/${branch}`)).toBe('')
  expect((await api('GET', '/pulls/4')).body).toMatch(/^By hand\.\r\n\r\nReverts acme\/widgets#9\n/)
  expect((await again()).json['outcome']).toBe('nothing-to-do')
}, 60_000)

test('refuses if commits on the branch conflict with main, and the hint resolves it', async () => {
  await add('.github/pack.yml', 'here')
  await land('ten', '.github/pack.yml', 'there')
  await sandbox.clearRequests()
  const { exitCode, json } = await again()
  expect([exitCode, json['error']]).toEqual([
    3,
    {
      code: 'conflict',
      message: expect.stringMatching(
        /^Cannot update #4 with main: .* conflict .* to \.github\/pack\.yml \(#10, .*\)\.$/,
      ),
      hint: expect.stringContaining(`\`git switch ${branch}\`, \`git rebase origin/main\``),
    },
  ])
  expect(json['result'].conflicts).toMatchObject([{ path: '.github/pack.yml' }])
  expect(await writes()).toEqual([])
  await git('checkout', '--quiet', '-B', branch, `origin/${branch}`)
  await git('rebase', '--quiet', '-X', 'theirs', 'origin/main')
  await git('push', '--quiet', '--force-with-lease', 'origin', branch)
  expect((await again()).json['outcome']).toBe('done')
  expect(await git('show', `origin/${branch}:.github/pack.yml`)).toBe('here')
  expect((await again()).json['outcome']).toBe('nothing-to-do')
  const left = ['.github/eight.yml', '.github/pack.yml', '.github/seven.yml', 'kept.txt']
  expect(await leftAfterMerge()).toEqual(left)
  await api('PUT', '/pulls/4/merge', { merge_method: 'squash' })
  await fetchAll()
  expect((await git('diff', '--name-only', '1.4.0', 'origin/main')).split('\n')).toEqual(left)
}, 60_000)
