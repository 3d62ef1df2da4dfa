import module from 'node:module'

// Node 22 and later keep compiled code between runs; Node 20 has no such function.
const { enableCompileCache } = module as { enableCompileCache?: () => void }
enableCompileCache?.()
// One answer before whoever draws looks for it: chalk does not know NO_COLOR, and listr2 takes an empty one, or any FORCE_COLOR.
const { FORCE_COLOR: forced, NO_COLOR: plain } = process.env
const isPlain = forced === undefined ? Boolean(plain) : ['0', 'false'].includes(forced)
delete process.env['NO_COLOR']
if (isPlain) Object.assign(process.env, { NO_COLOR: '1', FORCE_COLOR: '0' })
const { main } = await import('./main.js')
await main(process.argv.slice(2), new URL('..', import.meta.url))
