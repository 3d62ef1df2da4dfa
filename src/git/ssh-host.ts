import { execFile } from 'node:child_process'

/**
 * The host behind a name in the user's ssh configuration, such as github.com behind the alias github.com-work; the name itself if
 * ssh is missing or knows nothing else. Runs ssh from the PATH, never the `core.sshCommand` of a clone, and connects to nothing.
 */
export const sshHost = (name: string, env: Readonly<Record<string, string | undefined>>): Promise<string> =>
  new Promise((resolve) => {
    execFile('ssh', ['-G', '--', name], { env, timeout: 5000 }, (error, stdout) =>
      resolve((error ? undefined : /^hostname ([\w.-]+)$/m.exec(stdout)?.[1]) ?? name),
    )
  })
