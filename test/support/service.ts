/** The entry point of the demo service, with code that runs before it listens. */
const main = (before: string): string => `import { setTimeout as sleep } from 'node:timers/promises'
import { createService } from './service.js'

const { PORT, VERSION: version, COMMIT: commit, ENVIRONMENT: environment } = process.env
${before}
createService({ version, commit, environment }).listen(Number(PORT))
`

/** Files for a commit of widgets whose pipeline fails or is slow in a known way. */
export const slowToStart = { 'src/main.js': main('await sleep(2500)') }
export const startsNotIn = (environment: string) => ({
  'src/main.js': main(`if (environment === '${environment}') process.exit(1)`),
})
export const doesNotBuild = { 'src/main.js': 'this is no JavaScript\n' }
export const failsItsTests = { 'test/red.test.js': 'throw new Error("red")\n' }
export const slowToTest = {
  'test/slow.test.js': `import { test } from 'node:test'
test('takes its time', () => new Promise((done) => setTimeout(done, 6000)))
`,
}
