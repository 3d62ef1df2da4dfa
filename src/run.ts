/** Runs the command line of this process. */
export function run(): void {
  // Normalizes the variables for all libraries: chalk ignores NO_COLOR, and listr2 accepts an empty one and any FORCE_COLOR.
  const { FORCE_COLOR: forced, NO_COLOR: plain } = process.env
  const isPlain = forced === undefined ? Boolean(plain) : ['0', 'false'].includes(forced)
  delete process.env['NO_COLOR']
  if (isPlain) Object.assign(process.env, { NO_COLOR: '1', FORCE_COLOR: '0' })
  // Imported last, because the libraries read the variables when they are loaded.
  void import('./main.js').then(({ main }) => main(process.argv.slice(2), new URL('..', import.meta.url)))
}
