import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runGit } from '../git/process.js'
import { outputOf } from '../git/run.js'
import { keyHeader } from '../key.js'
import { pathsOf } from '../paths.js'
import { send } from '../http-client.js'
import type { Status } from '../host/status.js'
import { organization, repositoryNames } from '../demo/people.js'

const execute = promisify(execFile)

/** Seconds that the first runs of both repositories may take. */
const timeoutSeconds = 120

/**
 * Adds the workflow pack to the demo repositories as a team would: olga runs `rel init`, dev merges the pull request. Returns when
 * the runs that this starts have ended. Skips a repository that already has the pack, so that later changes of it stay.
 */
export async function adopt(status: Status): Promise<void> {
  await Promise.all(repositoryNames.map((name) => adoptRepository(status, `${organization}/${name}`)))
  const idle = await send(`${status.url}/_sandbox/idle?timeout=${timeoutSeconds}`, {
    headers: { [keyHeader]: status.key ?? '' },
  })
  if (idle.status >= 400)
    throw new Error(`The first workflow runs have not finished after ${timeoutSeconds} seconds.`)
}

async function adoptRepository(status: Status, repository: string): Promise<void> {
  if (await hasAdopted(status, repository)) return
  const number = await runInit(status, repository)
  if (number === null) return
  await write(status, repository, 'PUT', `/pulls/${number}/merge`)
  await write(status, repository, 'DELETE', '/git/refs/heads/rel/init')
  const clone = status.repositories.find(({ name }) => name === repository)?.clone
  if (clone != null) await pull(clone)
}

async function pull(clone: string): Promise<void> {
  const args = ['pull', '--quiet', '--ff-only', 'origin', 'main']
  outputOf(args, await runGit(args, { cwd: clone }))
}

async function hasAdopted(status: Status, repository: string): Promise<boolean> {
  const path = '/contents/.github/workflows/main-branch.yml'
  return (await requestGitHub(status, repository, 'GET', path)).status < 400
}

const tokenOf = ({ users }: Status, login: string): string =>
  users.find((user) => user.login === login)?.token ?? ''

/** Runs `rel init`; returns the number of its open pull request, or null if there is nothing to do. */
async function runInit(status: Status, repository: string): Promise<number | null> {
  const { programs, directory } = pathsOf(status.dir)
  const args = ['init', '--repo', repository, '--reviewers', 'rosa,olga', '--yes', '--json']
  const env = {
    PATH: process.env['PATH'] ?? '',
    GITHUB_API_URL: status.apiUrl ?? '',
    GH_TOKEN: tokenOf(status, 'olga'),
  }
  const { stdout } = await execute(join(programs, 'rel'), args, { cwd: directory, env })
  const { result } = JSON.parse(stdout) as { result: { pr: { number: number } | null } }
  return result.pr?.number ?? null
}

const requestGitHub = (status: Status, repository: string, method: string, path: string) =>
  send(`${status.apiUrl}/repos/${repository}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokenOf(status, 'dev')}` },
  })

async function write(status: Status, repository: string, method: string, path: string): Promise<void> {
  const answer = await requestGitHub(status, repository, method, path)
  if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
}
