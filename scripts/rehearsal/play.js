import { execa } from 'execa'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/run.cjs', import.meta.url))
// Nothing of this machine's own GitHub: no token, no configuration, no prompt.
const env = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  // Compiled code and the played demo are kept where the user's rel keeps them.
  REL_CACHE_DIR: process.env.REL_CACHE_DIR ?? '',
  XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C.UTF-8',
}

/** What a story is told with: rel, git and GitHub, each shown as it is used. */
export function play(folder) {
  const aborter = new AbortController()
  const shared = { folder, aborter, sandbox: null, checked: 0 }
  return {
    ...stageOf(shared, console.log),
    interrupt: () => aborter.abort(),
    checks: () => shared.checked,
    /** Plays a chapter while others are played, and shows it when it is over. */
    async aside(chapter) {
      const lines = []
      try {
        await chapter(stageOf(shared, (line) => lines.push(line)))
      } finally {
        for (const line of lines) console.log(line)
      }
    },
  }
}

/** `print`: shows a line. */
function stageOf(shared, print) {
  const { folder, aborter } = shared

  async function run(cwd, line, file, words, { exit = 0, quiet = false, as = null } = {}) {
    const who = as === null ? '' : `${as}@`
    if (!quiet) print(`\n${who}${cwd.slice(folder.length + 1) || '.'} $ ${line}`)
    const options = {
      cwd,
      env: as === null ? env : { ...env, GH_TOKEN: tokenOf(as) },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'ignore',
      cancelSignal: quiet ? undefined : aborter.signal,
    }
    const { exitCode, all, isCanceled } = await execa(file, words, options)
    if (isCanceled) throw new Error('interrupted')
    if (!quiet && all) print(all)
    if (exit !== null && exitCode !== exit) throw new Error(`\`${line}\` ended with ${exitCode}, not ${exit}`)
    return all
  }
  const tokenOf = (wanted) => shared.sandbox.users.find(({ login }) => login === wanted).token
  const words = (line) => line.match(/'[^']*'|\S+/g).map((word) => word.replaceAll("'", ''))

  return {
    folder,
    say: (text) => print(`\n── ${text} ${'─'.repeat(Math.max(3, 76 - text.length))}`),
    rel: (cwd, line, options) => run(cwd, `rel ${line}`, process.execPath, [bin, ...words(line)], options),
    git: (cwd, line, options) => run(cwd, `git ${line}`, 'git', words(line), options),
    /** Where the sandbox listens, and everybody's tokens. */
    async open() {
      const text = await run(
        folder,
        'rel sandbox status --json',
        process.execPath,
        [bin, 'sandbox', 'status', '--dir', '.', '--json'],
        { quiet: true },
      )
      shared.sandbox = JSON.parse(text).result
      return shared.sandbox
    },
    /** What somebody does in GitHub's own pages, or sees there; olga sees everything. */
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
    /** Until no workflow of a repository runs any more; what waits at a gate does not count. */
    async quiet(repository) {
      const response = await fetch(`${shared.sandbox.url}/_sandbox/idle?timeout=120&repository=${repository}`)
      if (!response.ok) throw new Error('The workflows do not come to an end.')
    },
    /** The writes that the server has seen since the last call. */
    async writes() {
      const { url } = shared.sandbox
      const all = await (await fetch(`${url}/_sandbox/requests`)).json()
      await fetch(`${url}/_sandbox/requests`, { method: 'DELETE' })
      return all.filter(({ write }) => write)
    },
    check(claim, holds) {
      if (!holds) throw new Error(`Not so: ${claim}`)
      shared.checked += 1
      print(`  ✓ ${claim}`)
    },
  }
}
