import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'
import type { Json } from '../support/sandbox.js'

let stage: Stage
const say = (on: string, script = 'echo "$GITHUB_EVENT_NAME $GITHUB_REF $GITHUB_SHA"'): string =>
  `on:\n${on.replace(/^/gm, '  ')}\njobs:\n  say:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${script}\n`
const files = {
  'labels.yml': say(
    'pull_request: {types: [labeled, unlabeled, closed]}',
    'echo "${{ github.event.action }} ${{ github.event.label.name }} ${{ github.event.pull_request.merged }} $GITHUB_REF"',
  ),
  'pulls.yml': say(
    'pull_request: {branches: [main]}',
    'echo "${{ github.event.action }} $GITHUB_REF $GITHUB_HEAD_REF $GITHUB_BASE_REF"',
  ),
  'docs.yml': say('push: {branches: [docs, main], paths: [docs/**]}'),
  'tags.yml': say("push: {tags: ['v*']}"),
  'create.yml': say('create:'),
  'release.yml': say(
    'release: {types: [published]}',
    'echo "${{ github.event.release.tag_name }} $GITHUB_REF"',
  ),
  'hand.yml': `run-name: Take \${{ inputs.count }} by \${{ github.actor }}\n${say(
    'workflow_dispatch: {inputs: {count: {type: number, default: 2}, dry: {type: boolean}}}',
    'echo "${{ inputs.count == 2 }} ${{ inputs.dry == false }} ${{ github.event.inputs.count }}"',
  )}`,
  'night.yml': say("schedule: [{cron: '0 3 * * *'}]"),
  'after.yml': say(
    'workflow_run: {workflows: [.github/workflows/hand.yml], types: [completed]}',
    'echo "after ${{ github.event.workflow_run.conclusion }}"',
  ),
  'queue.yml': say('merge_group: {branches: [main]}'),
  'issue.yml': say('issues: {types: [opened]}', 'echo "${{ github.event.issue.title }}"'),
}

beforeAll(async () => {
  stage = await openStage()
  await stage.push(
    'add',
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`.github/workflows/${name}`, text])),
  )
  await merge(await open('add'))
})
afterAll(() => stage.stop())

const open = async (head: string): Promise<number> =>
  (await stage.api('dev', 'POST', '/pulls', { title: head, head, base: 'main' })).body.number
const merge = async (number: number): Promise<void> => {
  const { status, body } = await stage.api('dev', 'PUT', `/pulls/${number}/merge`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  await stage.idle()
}
/** The runs since `before`, oldest first: the file, and the output of its job. */
const since = async (before: number): Promise<readonly string[]> => {
  await stage.idle()
  const runs = (await stage.runs('')).filter(({ id }) => id > before).toReversed()
  const said = await Promise.all(
    runs.map(
      async (run: Json) =>
        `${run.path.replace('.github/workflows/', '')}: ${await (await stage.see(run)).said('say')}`,
    ),
  )
  return said.toSorted()
}
const newest = async (): Promise<number> => {
  await stage.idle()
  return (await stage.runs(''))[0]?.id ?? 0
}

rule(
  'pull requests trigger on default types, labels, pushes and closing',
  `${pages.events}#pull_request`,
  async () => {
    let before = await newest()
    await stage.push('topic', { 'a.txt': 'a' })
    const number = await open('topic')
    expect(await since(before)).toEqual([
      expect.stringMatching(/^create.yml: create refs\/heads\/topic/),
      `pulls.yml: opened refs/pull/${number}/merge topic main`,
    ])
    const [run] = await stage.runs('event=pull_request')
    const head = (await stage.get(`/pulls/${number}`)).head.sha
    expect(run).toMatchObject({ head_sha: head, head_branch: 'topic', pull_requests: [{ number }] })
    before = await newest()
    await stage.api('dev', 'POST', `/issues/${number}/labels`, { labels: ['deploy', 'deploy/qa1'] })
    await stage.api('dev', 'DELETE', `/issues/${number}/labels/deploy`)
    expect(await since(before)).toEqual([
      `labels.yml: labeled deploy false refs/pull/${number}/merge`,
      `labels.yml: labeled deploy/qa1 false refs/pull/${number}/merge`,
      `labels.yml: unlabeled deploy false refs/pull/${number}/merge`,
    ])
    before = await newest()
    await stage.push('topic', { 'a.txt': 'b' })
    expect(await since(before)).toEqual([`pulls.yml: synchronize refs/pull/${number}/merge topic main`])
    before = await newest()
    await merge(number)
    expect(await since(before)).toEqual(['labels.yml: closed  true refs/heads/main'])
  },
)

test('a pull request with conflicts starts no run, not even when it is closed', async () => {
  await stage.push('one', { 'same.txt': 'one' })
  const first = await open('one')
  await stage.push('other', { 'same.txt': 'other' })
  const second = await open('other')
  await merge(first)
  const before = await newest()
  await stage.api('dev', 'POST', `/issues/${second}/labels`, { labels: ['deploy'] })
  await stage.api('dev', 'PATCH', `/pulls/${second}`, { state: 'closed' })
  expect(await since(before)).toEqual([])
})

rule('branches, paths and tags', `${pages.events}#push`, async () => {
  let before = await newest()
  await stage.push('docs', { 'docs/a.md': 'a' })
  expect((await since(before)).map((each) => each.split(':')[0])).toEqual(['create.yml', 'docs.yml'])
  before = await newest()
  await stage.push('docs', { 'other.md': 'a' }, 'origin/docs')
  await stage.push('docs', { 'docs/b.md': '[skip ci] is for messages' }, 'origin/docs')
  expect((await since(before)).map((each) => each.split(':')[0])).toEqual(['docs.yml'])
  before = await newest()
  const { sha } = await stage.get('/commits/main')
  await stage.api('dev', 'POST', '/git/refs', { ref: 'refs/tags/v9', sha })
  await stage.api('dev', 'POST', '/git/refs', { ref: 'refs/tags/other', sha })
  expect(await since(before)).toEqual([
    `create.yml: create refs/tags/other ${sha}`,
    `create.yml: create refs/tags/v9 ${sha}`,
    `tags.yml: push refs/tags/v9 ${sha}`,
  ])
})

rule(
  'a release triggers when it is published, not while it is a draft',
  `${pages.events}#release`,
  async () => {
    let before = await newest()
    const { body } = await stage.api('dev', 'POST', '/releases', { tag_name: '1.0.0', draft: true })
    expect(await since(before)).toEqual([])
    before = await newest()
    await stage.api('dev', 'PATCH', `/releases/${body.id}`, { draft: false })
    expect(await since(before)).toContain('release.yml: 1.0.0 refs/tags/1.0.0')
  },
)

test('triggers on workflow_dispatch, schedule, workflow_run and issues', async () => {
  let before = await newest()
  await stage.api('dev', 'POST', '/actions/workflows/hand.yml/dispatches', { ref: 'main' })
  expect(await since(before)).toEqual(['after.yml: after success', 'hand.yml: true true 2'])
  const { body } = await stage.api('dev', 'GET', '/actions/workflows/hand.yml/runs')
  expect(body.workflow_runs[0].display_title).toBe('Take 2 by dev')
  before = await newest()
  await stage.sandbox.control('POST', 'runner/schedule', {
    repository: 'acme/widgets',
  })
  expect(await since(before)).toEqual([expect.stringMatching(/^night.yml: schedule refs\/heads\/main/)])
  before = await newest()
  await stage.api('dev', 'POST', '/issues', { title: 'Broken' })
  expect(await since(before)).toEqual(['issue.yml: Broken'])
})

rule('a merge group runs on the commit that main would become', `${pages.events}#merge_group`, async () => {
  await stage.push('queued', { 'q.txt': 'q' })
  const number = await open('queued')
  const before = await newest()
  const { body } = await stage.sandbox.control('POST', 'runner/merge-group', {
    repository: 'acme/widgets',
    number,
  })
  expect(await since(before)).toEqual([`queue.yml: merge_group ${body.head_ref} ${body.head_sha}`])
})

rule('actions with a workflow token start no runs, except dispatches', pages.token, async () => {
  const number = await open((await stage.push('robot', { 'r.txt': 'r' }), 'robot'))
  const before = await newest()
  const secret = await stage.sandbox.newToken({
    kind: 'workflow',
    repository: 'acme/widgets',
    permissions: { issues: 'write', actions: 'write', contents: 'write', pull_requests: 'write' },
  })
  const robot = (method: string, path: string, body: unknown) =>
    stage.sandbox.api(null, method, `/repos/acme/widgets${path}`, body, { authorization: `Bearer ${secret}` })
  expect((await robot('POST', `/issues/${number}/labels`, { labels: ['deploy'] })).status).toBe(200)
  expect(await since(before)).toEqual([])
  expect((await robot('POST', '/actions/workflows/hand.yml/dispatches', { ref: 'main' })).status).toBe(204)
  expect((await since(before)).at(-1)).toBe('hand.yml: true true 2')
})
