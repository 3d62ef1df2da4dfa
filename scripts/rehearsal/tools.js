import { execa } from 'execa'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/run.cjs', import.meta.url))
// The user's own GitHub is not used: no token, no configuration, no prompt.
const env = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  // Compiled code and the played demo come from the user's cache.
  REL_CACHE_DIR: process.env.REL_CACHE_DIR ?? '',
  XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C.UTF-8',
}

/** The tools of a rehearsal: rel, git and GitHub, which print what they do, and checks. */
export function createTools(folder) {
  const aborter = new AbortController()
  const shared = { folder, aborter, sandbox: null, passed: 0 }
  return {
    ...toolsOf(shared, console.log),
    interrupt: () => aborter.abort(),
    checks: () => shared.passed,
    /** Runs a chapter in parallel to others and prints its output when it has ended. */
    async inParallel(chapter) {
      const lines = []
      try {
        await chapter(toolsOf(shared, (line) => lines.push(line)))
      } finally {
        for (const line of lines) console.log(line)
      }
    },
  }
}

/** `print` prints a line. */
function toolsOf(shared, print) {
  const { folder, aborter } = shared

  async function run(cwd, line, file, args, { exit = 0, quiet = false, as = null } = {}) {
    const prefix = as === null ? '' : `${as}@`
    if (!quiet) print(`\n${prefix}${cwd.slice(folder.length + 1) || '.'} $ ${line}`)
    const options = {
      cwd,
      env: as === null ? env : { ...env, GH_TOKEN: tokenOf(as) },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'ignore',
      cancelSignal: quiet ? undefined : aborter.signal,
    }
    const { exitCode, all, isCanceled } = await execa(file, args, options)
    if (isCanceled) throw new Error('Cancelled')
    if (!quiet && all) print(all)
    if (exit !== null && exitCode !== exit)
      throw new Error(`\`${line}\` exited with ${exitCode} instead of ${exit}`)
    return all
  }
  const tokenOf = (person) => shared.sandbox.users.find(({ login }) => login === person).token
  const control = (method, path, body) => {
    const { url, key } = shared.sandbox
    return fetch(`${url}/_sandbox/${path}`, {
      method,
      headers: { 'x-sandbox-key': key, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  }
  /** The rehearsal does in a minute what a team does in days, and would use up an hour's rate limit. */
  const liftLimits = async () => {
    for (const repository of ['acme/widgets', 'acme/gadgets'])
      for (const resource of ['core', 'graphql'])
        await control('POST', 'limits', { repository, resource, remaining: 100_000 })
  }
  const split = (line) => line.match(/'[^']*'|\S+/g).map((word) => word.replaceAll("'", ''))

  return {
    folder,
    heading: (text) => print(`\n── ${text} ${'─'.repeat(Math.max(3, 76 - text.length))}`),
    rel: (cwd, line, options) => run(cwd, `rel ${line}`, process.execPath, [bin, ...split(line)], options),
    git: (cwd, line, options) => run(cwd, `git ${line}`, 'git', split(line), options),
    /** Reads the sandbox's address and everybody's tokens, which the other tools need. */
    async connect() {
      const text = await run(
        folder,
        'rel sandbox status --json',
        process.execPath,
        [bin, 'sandbox', 'status', '--dir', '.', '--json'],
        { quiet: true },
      )
      shared.sandbox = JSON.parse(text).result
      await liftLimits()
      return shared.sandbox
    },
    /** A request to the REST API, for what people do or see in GitHub's own pages; olga can do everything. */
    async github(path, { method = 'GET', as = 'olga', body } = {}) {
      const token = tokenOf(as)
      const response = await fetch(`${shared.sandbox.apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${method} ${path}`)
      const text = await response.text()
      return text !== '' && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
    },
    /** Waits until no workflow of a repository runs; runs that wait at a gate do not count. */
    async waitUntilIdle(repository) {
      const response = await control('GET', `idle?timeout=120&repository=${repository}`)
      if (!response.ok) throw new Error(`Timed out: workflows of ${repository} are still running`)
    },
    /** The writes that the server has received since the last call. */
    async newWrites() {
      const requests = await (await control('GET', 'requests')).json()
      await control('DELETE', 'requests')
      return requests.filter(({ write }) => write)
    },
    check(claim, holds) {
      if (!holds) throw new Error(`Check failed: ${claim}`)
      shared.passed += 1
      print(`  ✓ ${claim}`)
    },
  }
}
