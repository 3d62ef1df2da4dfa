import { join } from 'node:path'
import { carryOut } from '../../src/carry-out.js'
import type { Context } from '../../src/context.js'
import { planCiDraft } from '../../src/domain/ci/draft.js'
import { failed, type Report } from '../../src/domain/plan/report.js'
import { servicesOf } from '../../src/domain/model/service.js'
import { RelError } from '../../src/errors.js'
import { draftReader } from '../../src/facts/release/release.js'
import { createGit } from '../../src/git/git.js'
import { createGitHub } from '../../src/github/github.js'
import type { Json, Sandbox } from './sandbox.js'

/** The context of a command in this process. `clone`: the folder of a clone of the repository; null for none. */
export function contextIn(
  sandbox: Sandbox,
  login: string,
  repository: string,
  clone: string | null = null,
): Context {
  const token = { value: sandbox.token(login), source: 'a test', remedy: '' }
  const limits = { job: false, notice: () => undefined }
  const api = { api: sandbox.apiUrl, token, userAgent: 'test', proxy: null, ...limits }
  const git = createGit({
    directory: clone ?? sandbox.dir,
    env: { PATH: process.env['PATH'], HOME: sandbox.home, GIT_CONFIG_NOSYSTEM: '1' },
    repository,
    remote: clone === null ? null : 'origin',
    settings: new Map(),
    repositoryOf: () => repository,
  })
  return {
    repository,
    repositories: [repository],
    github: createGitHub(api),
    organization: null,
    git,
    images: { digestOf: async () => null, hasDigest: async () => null },
    run: null,
    reintegration: null,
    interactive: false,
  }
}

/** Runs `rel ci draft` in this process. */
export function draftIn(context: Context, commit: string): Promise<Report> {
  const read = draftReader(context, { commit, services: servicesOf })
  return carryOut(async () => planCiDraft(await read()), context, {
    command: 'ci draft',
    dryRun: false,
    yes: true,
    silent: true,
    patience: null,
  }).catch((error: unknown) => failed('ci draft', RelError.from(error)))
}

export const draftsIn = async (sandbox: Sandbox, repository: string): Promise<readonly Json[]> =>
  (await sandbox.api('olga', 'GET', `/repos/${repository}/releases?per_page=100`)).body.filter(
    ({ draft }: Json) => draft,
  )

/** Clones a repository, with the settings that the sandbox gives its own clones. */
export async function cloneOf(sandbox: Sandbox, name: string, login = 'dev'): Promise<string> {
  const folder = join(sandbox.home, `clone-${name}`)
  const { host } = new URL(sandbox.url)
  const secret = sandbox.token(login)
  const git = async (...words: string[]): Promise<void> => {
    const { status, error } = await sandbox.git(sandbox.home, ...words)
    if (status !== 0) throw new Error(error)
  }
  await git('clone', '--quiet', `http://x:${secret}@${host}/acme/${name}`, folder)
  await git('-C', folder, 'config', 'rel.token', secret)
  await git('-C', folder, 'config', 'rel.apiUrl', sandbox.apiUrl)
  return folder
}
