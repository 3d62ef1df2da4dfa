import { homedir, userInfo } from 'node:os'

/** Runs the command line of this process. */
export function run(): void {
  const { env } = process
  // For a user without an entry in the user database, as in containers: libraries ask for both when they are loaded.
  if (!env['HOME'] && fails(homedir)) env['HOME'] = '/'
  if (!env['SHELL'] && fails(userInfo)) env['SHELL'] = '/bin/sh'
  // Normalizes the variables for all libraries: chalk ignores NO_COLOR, and listr2 accepts an empty one and any FORCE_COLOR.
  const { FORCE_COLOR: forced, NO_COLOR: plain } = env
  const isPlain = forced === undefined ? Boolean(plain) : ['0', 'false'].includes(forced)
  delete env['NO_COLOR']
  if (isPlain) Object.assign(env, { NO_COLOR: '1', FORCE_COLOR: '0' })
  // Imported last, because the libraries read the variables when they are loaded.
  void import('./main.js').then(({ main }) => main(process.argv.slice(2), new URL('..', import.meta.url)))
}

function fails(read: () => unknown): boolean {
  try {
    read()
    return false
  } catch {
    return true
  }
}
