import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { handleGraphql } from '../../src/sandbox/graphql/graphql.js'
import type { Actor, Request } from '../../src/sandbox/request.js'
import { recordRefChanges } from '../../src/sandbox/rules/git/refs.js'
import { createPull } from '../../src/sandbox/rules/pulls/pulls.js'
import type { Repository, Role, Token } from '../../src/sandbox/state/rows.js'
import { openStore } from '../../src/sandbox/state/store.js'
import { createDownloads } from '../../src/sandbox/downloads.js'
import { createWorld, wholeSeconds, type World } from '../../src/sandbox/world.js'

const people: readonly (readonly [login: string, role: Role | null])[] = [
  ['olga', 'admin'],
  ['rosa', 'maintain'],
  ['dev', 'write'],
  ['quinn', 'triage'],
  ['guest', 'read'],
  ['stranger', null],
]
const at = '2026-01-01T00:00:00Z'

export interface GraphqlBody {
  // The tests read responses of many shapes.
  readonly data: any
  readonly errors?: readonly {
    readonly type?: string
    readonly message: string
    readonly path?: unknown
    readonly extensions?: unknown
  }[]
}
export type Organization = ReturnType<typeof openOrganization>

/** An organization in a temporary directory: the state and git repositories of a sandbox, without its server. */
export function openOrganization() {
  const directory = mkdtempSync(join(tmpdir(), 'graphql-'))
  const store = openStore(join(directory, 'journal'))
  const gitOf = ({ id }: Repository): string => join(directory, `${id}.git`)
  const urls = {
    html: 'http://sandbox.test',
    api: 'http://sandbox.test/api',
    graphql: 'http://sandbox.test/graphql',
  }
  let seconds = Date.parse(at)
  const world: World = createWorld(
    store,
    gitOf,
    { urls, downloads: createDownloads('a key', () => seconds) },
    () => wholeSeconds((seconds += 1000)),
  )

  store.transaction((tx) => {
    const user = (login: string, type: 'User' | 'Organization' | 'Bot') =>
      tx.put('users', { id: store.nextId(), login, type, name: null, createdAt: at })
    user('acme', 'Organization')
    user('github-actions[bot]', 'Bot')
    for (const [login, role] of people) {
      user(login, 'User')
      if (role && role !== 'read')
        tx.put('memberships', { organization: 'acme', login, role: role === 'admin' ? 'admin' : 'member' })
      tx.put('tokens', token(store.nextId(), login, {}))
    }
  })
  const actor = (login: string, kind: Partial<Token> = {}): Actor => ({
    user: store.get('users', login)!,
    token: token(0, login, kind),
  })

  const request = (login: string, repository: Repository): Request => ({
    world,
    actor: actor(login),
    repository,
  })

  return {
    world,
    actor,
    request,
    gitOf,
    workflow: (repository: Repository, permissions: Token['permissions']): Actor =>
      actor('github-actions[bot]', { kind: 'workflow', repository: repository.id, permissions }),

    addRepository(name: string, more: Partial<Repository> = {}, template?: Repository): Repository {
      const row = store.transaction((tx) => {
        const repository = tx.put('repositories', { ...repositoryRow(store.nextId(), name), ...more })
        for (const [login, role] of people)
          if (role) tx.put('collaborators', { repository: repository.id, login, role })
        return repository
      })
      if (template) cpSync(gitOf(template), gitOf(row), { recursive: true })
      else {
        mkdirSync(gitOf(row))
        git(gitOf(row), ['init', '--quiet', '--bare', '--initial-branch=main'])
      }
      return row
    },

    /** Commits files to a branch, which is created at `from` if it is new; returns the commit. */
    async commit(
      repository: Repository,
      branch: string,
      files: Record<string, string>,
      message: string,
      from = 'main',
    ) {
      const bare = gitOf(repository)
      const work = mkdtempSync(join(directory, 'work-'))
      const exists = git(bare, ['branch', '--list', branch]) !== ''
      const base = exists ? branch : from
      const index = { GIT_WORK_TREE: work, GIT_INDEX_FILE: join(work, '..', `index-${store.nextId()}`) }
      const hasBase = git(bare, ['branch', '--list', base]) !== ''
      if (hasBase) git(bare, ['read-tree', base], index)
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(work, path, '..'), { recursive: true })
        writeFileSync(join(work, path), text)
        git(bare, ['add', '-f', path], index, work)
      }
      const tree = git(bare, ['write-tree'], index)
      const parents = hasBase ? ['-p', git(bare, ['rev-parse', base])] : []
      const now = world.now()
      const dates = { GIT_AUTHOR_DATE: now, GIT_COMMITTER_DATE: now }
      const oid = git(bare, ['commit-tree', tree, ...parents, '-m', message], dates)
      git(bare, ['update-ref', `refs/heads/${branch}`, oid])
      await recordRefChanges(request('dev', repository))
      return oid
    },
    openPull: (repository: Repository, head: string, title = head, login = 'dev') =>
      createPull(request(login, repository), { title, head, base: 'main' }),

    async ask(
      asker: string | Actor,
      query: string,
      variables: object = {},
      operationName?: string,
    ): Promise<GraphqlBody> {
      const sender = typeof asker === 'string' ? actor(asker) : asker
      return (await handleGraphql(world, sender, { query, variables, operationName })).body as GraphqlBody
    },
    close(): void {
      store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const token = (id: number, login: string, more: Partial<Token>): Token => ({
  id,
  secret: `token-${login}`,
  login,
  kind: 'classic',
  permissions: null,
  repository: null,
  ...more,
})

const repositoryRow = (id: number, name: string): Repository => ({
  id,
  owner: 'acme',
  name,
  description: null,
  private: true,
  archived: false,
  defaultBranch: 'main',
  forkOf: null,
  importedFrom: null,
  createdAt: at,
  updatedAt: at,
  pushedAt: at,
  lastNumber: 0,
  allowMergeCommit: true,
  allowSquashMerge: true,
  allowRebaseMerge: true,
  deleteBranchOnMerge: false,
  actionsMayCreatePullRequests: false,
  actionsDefaultPermissions: 'read',
})

const identity = {
  GIT_AUTHOR_NAME: 'dev',
  GIT_AUTHOR_EMAIL: 'dev@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'dev',
  GIT_COMMITTER_EMAIL: 'dev@users.noreply.github.com',
}
export const git = (
  directory: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): string =>
  execFileSync('git', ['--git-dir', directory, ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', ...identity, ...env },
    ...(cwd && { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
    .toString()
    .trim()

/** An organization with acme/widgets, a pull request and the label `deploy`, and their ids. */
export async function openWithLabel() {
  const acme = openOrganization()
  const widgets = acme.addRepository('widgets')
  await acme.commit(widgets, 'main', { 'README.md': 'hello\n' }, 'first')
  await acme.commit(widgets, 'feature', { 'a.txt': 'x\n' }, 'work')
  await acme.openPull(widgets, 'feature')
  const { data } = await acme.ask(
    'dev',
    `mutation($id:ID!) { createLabel(input:{repositoryId:$id,name:"deploy",color:"ededed"}) { label { id repository { id pullRequest(number:1) { id } } } } }`,
    {
      id: (await acme.ask('dev', '{ repository(owner:"acme",name:"widgets") { id } }')).data.repository.id,
    },
  )
  const { label } = data.createLabel
  const ids = { repository: label.repository.id, pull: label.repository.pullRequest.id, label: label.id }
  return { acme, widgets, ids }
}
