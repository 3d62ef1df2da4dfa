import { execa } from 'execa'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { bareEnvironment, binary } from './run.js'
import { startSandbox, type Sandbox } from './sandbox.js'

/** A sandbox that is stopped when the test ends. */
export async function sandboxForTest(): Promise<Sandbox> {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.stop())
  return sandbox
}

export interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}
export interface RunOptions {
  /** The working directory; by default the clone of widgets. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Sorts the reads in a transcript, because concurrent reads arrive in any order. */
  readonly sorted?: boolean
}

/** Runs the binary without a terminal. Arguments with spaces are written in single quotes. */
export async function runRel(
  sandbox: Sandbox,
  line: string,
  { cwd, env = {} }: RunOptions = {},
): Promise<Run> {
  const args = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))
  const { exitCode, stdout, stderr } = await execa(process.execPath, [binary, ...args], {
    cwd: cwd ?? sandbox.clone('widgets'),
    env: { ...bareEnvironment(sandbox.home), NO_COLOR: '1', ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  return { exitCode: exitCode ?? -1, stdout, stderr }
}

/** Runs rel with --json, and parses its output. */
export async function relJson(sandbox: Sandbox, line: string, options: RunOptions = {}) {
  const { stdout, stderr, exitCode } = await runRel(sandbox, `${line} --json`, options)
  return { exitCode, stderr, json: JSON.parse(stdout) as Record<string, any> }
}

/** The requests to the server: `query Name`, `mutation Name`, method and path, or `git push`. */
export async function requestsOf(sandbox: Sandbox): Promise<string[]> {
  const requests = await sandbox.requests()
  return requests
    .filter(({ kind, write }) => kind === 'api' || write)
    .map(({ kind, method, path, operation, write }) =>
      kind === 'git'
        ? 'git push'
        : path === '/graphql'
          ? `${write ? 'mutation' : 'query'} ${operation}`
          : `${method} ${path}`,
    )
}

/** Runs commands in order. Returns their output, the requests to the server (`>`) and the exit status (`?`). */
export async function transcript(
  sandbox: Sandbox,
  lines: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const runs: string[] = []
  for (const line of lines) {
    await sandbox.clearRequests()
    const { stdout, stderr, exitCode } = await runRel(sandbox, line, options)
    const requests = await requestsOf(sandbox)
    const shownRequests = (options.sorted ? sortedReads(requests) : requests).map((request) => `> ${request}`)
    runs.push([`$ rel ${line}`, stdout, stderr, ...shownRequests, `? ${exitCode}`].filter(Boolean).join('\n'))
  }
  return `${steady(runs.join('\n\n'), sandbox)}\n`
}

/** Sorts the reads between two writes. */
const sortedReads = (requests: readonly string[]): readonly string[] =>
  requests
    .reduce<string[][]>(
      (groups, request) =>
        /^(GET|query) /.test(request)
          ? [...groups.slice(0, -1), [...groups.at(-1)!, request]]
          : [...groups, [request], []],
      [[]],
    )
    .flatMap((group) => group.toSorted())

/** A relative time of less than sixty days. */
const age = '(?:just now|in \\d+ (?:min|h|d)|\\d+ (?:min|h|d) ago)'

/** Replaces text that differs between runs: the port, folders, times and commits. */
export const steady = (text: string, sandbox: Sandbox): string =>
  text
    .replaceAll(sandbox.url, 'http://github')
    .replaceAll(new URL(sandbox.url).host, 'github')
    .replaceAll(sandbox.home, '')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
    .replaceAll(new RegExp(`\\(${age}\\)`, 'g'), '(<age>)')
    .replaceAll(new RegExp(`${age} *`, 'g'), (found) => '<age>'.padEnd(found.length))
    .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
    .replaceAll(/(Push |at |runs |of )[0-9a-f]{7}\b/g, '$1<commit>')
    .replaceAll(/untagged-[0-9a-f]{20}/g, 'untagged-<id>')
    .replaceAll(/ [0-9a-f]{7}(?= )/g, ' <short>')

/** Creates a branch with a commit in dev's clone of widgets, without pushing it. */
export async function branchHere(sandbox: Sandbox, branch: string, file = 'file.txt'): Promise<string> {
  const clone = sandbox.clone('widgets')
  const run = async (...args: string[]) => {
    const { stdout } = await execa('git', args, {
      cwd: clone,
      env: bareEnvironment(sandbox.home),
      extendEnv: false,
    })
    return stdout
  }
  await run('switch', '--quiet', '--no-track', '--create', branch, 'origin/main')
  await writeFile(join(clone, file), branch)
  await run('add', '--all')
  await run('commit', '--quiet', '--message', `Add ${file}`)
  return run('rev-parse', 'HEAD')
}

export const labelsOf = async (sandbox: Sandbox, number: number): Promise<string[]> =>
  (await sandbox.api('olga', 'GET', `/repos/acme/widgets/issues/${number}/labels`)).body.map(
    ({ name }: { name: string }) => name,
  )
