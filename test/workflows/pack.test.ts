import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config.js'
import { planOf } from '../../src/sandbox/runner/plan/plan.js'
import { defaultTokenPermissions } from '../../src/sandbox/runner/plan/permissions.js'
import type { Server } from '../../src/sandbox/runner/server.js'
import { officialFindings } from '../../src/sandbox/runner/workflow/validate.js'
import { optionsOf, renderings, shared } from '../support/packs.js'
import { packOf } from '../../src/workflows/pack.js'
import { stampOf } from '../../src/workflows/stamp.js'

const configurations = [
  null,
  'environments: [preview, dev]',
  'environments: [qa1, hotfix, production]',
  'environments: [dev, staging, production]',
  'actions: {runner: [self-hosted, linux]}\nsecrets: {deploy: [CLUSTER], test: [A_TOKEN]}',
]
const packed = (config: string | null, server: 'github' | 'enterprise' = 'github') =>
  packOf({ config: parseConfig(config), defaultBranch: 'main', server, version: '0.1.0' })
const workflowsOf = async (config: string | null) => {
  const found = (await packed(config)).filter(({ path }) => path.startsWith('.github/workflows/'))
  expect(found.length).toBeGreaterThan(5)
  return found
}

/** A repository with only the pack. */
const serverWith = (files: Awaited<ReturnType<typeof packed>>): Server => {
  const commit = { sha: 'a'.repeat(40), message: '' }
  const known: Partial<Server> = {
    repository: async () => null,
    commit: async () => commit as never,
    file: async (_repository, _commit, path) => {
      const found = files.find((file) => file.path === path)
      return (found ? { text: found.text } : null) as never
    },
  }
  return known as Server
}

test.each(configurations)("%s: GitHub's own parser finds no error", async (config) => {
  for (const { path, text } of await workflowsOf(config))
    expect(await officialFindings(path, text)).toEqual([])
})

test.each(configurations)(
  '%s: calls, permissions of callees, concurrency groups and every `uses` are valid',
  async (config) => {
    const files = await packed(config)
    const contexts = { github: { event: {}, workflow: 'w', sha: 'a', ref: 'r' }, vars: {}, inputs: {} }
    for (const { path, text } of await workflowsOf(config)) {
      const source = { repository: 'a/b', commit: 'a'.repeat(40), path, text }
      const plan = await planOf(serverWith(files), source, contexts, defaultTokenPermissions('read'))
      const others = plan.inventory.filter((line) => !/actions\/checkout@|: id-token: write -> /.test(line))
      expect(others).toEqual([])
    }
  },
)

test('every `uses` of the pack exists in it, and foreign actions are pinned to a commit', async () => {
  const files = await packed(null)
  const paths = files.map(({ path }) => path)
  for (const { text } of files)
    for (const [, uses = '', comment = ''] of text.matchAll(/uses: (\S+)(?: # (v\d\S*))?/g)) {
      if (uses.startsWith('./.github/workflows/')) expect(paths).toContain(uses.slice(2))
      else if (uses.startsWith('./'))
        expect(paths).toContain(`${uses.replace('./.rel/', '').replace('./', '')}/action.yml`)
      else
        expect([uses, comment]).toEqual([expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/), 'v5.0.0'])
    }
})

test('only the files that rel manages have its first line', async () => {
  for (const { owner, text } of await packed(null))
    expect(stampOf(text)).toEqual(owner === 'rel' ? { version: '0.1.0', isUnchanged: true } : null)
})

/** Every different file of all configurations. */
let everyFile: readonly { readonly path: string; readonly text: string; readonly content: any }[]
beforeAll(async () => {
  const files = (await renderings()).flatMap(({ files: all }) => all)
  const different = new Map(files.map((file) => [`${file.path} ${file.text}`, file])).values()
  everyFile = [...different].map(({ path, text }) => ({ path, text, content: parse(text) }))
})

test('the pack names no owner or repository, except configured ones and its dependencies', async () => {
  const known = [
    /uses: \.\/\S+/g,
    /uses: actions\/checkout@[0-9a-f]{40} # v5\.0\.0/g,
    'https://github.com/helmfile/helmfile/releases/download/',
    /acme\/github-action-workflows\/\S+@v1/g,
    /repository: acme\/github-action\S+/g,
  ]
  for (const { path, text } of everyFile) {
    const rest = known.reduce<string>((left, pattern) => left.replaceAll(pattern, ''), text)
    expect(rest, path).not.toMatch(/acme|cloudposse|github\.com|uses: \S*\w+\/\w+/i)
  }
})

test('no script contains an expression, and no checkout persists credentials', async () => {
  for (const { path, text, content } of everyFile) {
    const steps = Object.values<any>(content.jobs ?? { action: content.runs }).flatMap(
      (job) => job.steps ?? [],
    )
    for (const { run = '', uses = '', with: given } of steps) {
      expect(run, path).not.toContain('${{')
      if (uses.startsWith('actions/checkout')) expect(given['persist-credentials'], path).toBe(false)
    }
    expect(text).not.toContain('pull_request_target')
  }
})

test('every command and flag of rel that the pack uses exists', async () => {
  const manifest = await readFile(new URL('../../oclif.manifest.json', import.meta.url), 'utf8')
  const { commands } = JSON.parse(manifest)
  const found = new Set<string>()
  for (const { path, content } of everyFile) {
    const steps = Object.values<any>(content.jobs ?? {}).flatMap((job) => job.steps ?? [])
    for (const { run = '' } of steps)
      for (const [line = ''] of String(run).matchAll(/(?<=^|\$\(|[;&|] )rel .*/gm)) {
        const args = line.split(' ').slice(1)
        const id = args.slice(0, args.findIndex((arg) => !/^[a-z]+$/.test(arg)) >>> 0).join(':')
        expect(Object.keys(commands), `${path}: ${line}`).toContain(id)
        for (const [, flag = ''] of line.matchAll(/ --([a-z-]+)/g))
          expect(Object.keys(commands[id].flags), `${path}: ${line}`).toContain(flag)
        found.add(id)
      }
  }
  expect([...found].toSorted()).toEqual(Object.keys(commands).filter((id) => id.startsWith('ci:')))
})

test('every job sets its permissions, and no workflow sets any at the top', async () => {
  for (const { path, content } of everyFile) {
    const { jobs, permissions } = content
    if (!jobs) continue
    expect(permissions, path).toEqual({})
    for (const [id, job] of Object.entries<any>(jobs)) expect(job.permissions, `${path} ${id}`).toBeDefined()
  }
})

test('every deploy step gets the image, environment, version and commit', async () => {
  for (const { path, content } of everyFile) {
    const steps = Object.values<any>(content.jobs ?? {}).flatMap((job) => job.steps ?? [])
    for (const { uses = '', env } of steps)
      if (/actions\/deploy$/.test(uses))
        expect(Object.keys(env), path).toEqual(
          expect.arrayContaining(['REL_IMAGE', 'REL_ENVIRONMENT', 'REL_VERSION', 'REL_COMMIT']),
        )
  }
})

test('docs/permissions.md lists exactly the permissions of every job, with a reason', async () => {
  const page = await readFile(new URL('../../docs/permissions.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| (\w[\w-]*) +\| (\w[\w-]*) +\| (\S+(?:: \w+)?) +\| (.*?) +\|$/gm)]
    .map(([, workflow, job, permission, why]) => ({ what: `${workflow} ${job} ${permission}`, why }))
    .filter(({ what }) => what !== 'workflow job permission')
  expect(rows.filter(({ why }) => why === '')).toEqual([])
  const files = [
    ...(await packed(null)),
    ...(await packOf({
      ...optionsOf({ workflows: `workflows: ${shared}` }),
      repository: shared.split('@')[0]!,
    })),
  ]
  const found = files.flatMap(({ path, text }) =>
    Object.entries<any>(parse(text).jobs ?? {}).flatMap(([job, { permissions }]) => {
      const given = Object.entries(permissions).map((entry) => entry.join(': '))
      const name = path.replace('.github/workflows/', '').replace('.yml', '')
      return (given.length > 0 ? given : ['–']).map((permission) => `${name} ${job} ${permission}`)
    }),
  )
  expect(rows.map(({ what }) => what).toSorted()).toEqual([...new Set(found)].toSorted())
})
