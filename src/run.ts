/** Runs the command line of this process. */
export function run(): void {
  // One answer before whoever draws looks for it: chalk does not know NO_COLOR, and listr2 takes an empty one, or any FORCE_COLOR.
  const { FORCE_COLOR: forced, NO_COLOR: plain } = process.env
  const isPlain = forced === undefined ? Boolean(plain) : ['0', 'false'].includes(forced)
  delete process.env['NO_COLOR']
  if (isPlain) Object.assign(process.env, { NO_COLOR: '1', FORCE_COLOR: '0' })
  // Loaded after that.
  void import('./main.js').then(({ main }) => main(process.argv.slice(2), new URL('..', import.meta.url)))
}
