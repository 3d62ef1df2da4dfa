import module from 'node:module'

// Node 22 and later keep compiled code between runs; Node 20 has no such function.
const { enableCompileCache } = module as { enableCompileCache?: () => void }
enableCompileCache?.()
const { main } = await import('./main.js')
await main(process.argv.slice(2), new URL('..', import.meta.url))
