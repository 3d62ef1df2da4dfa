import { startVitest } from 'vitest/node'

/** Runs tests in a process of its own, and sends what became of them to its parent. `stop`, or a parent that is gone, ends it. */
const { files, titles, stopAtFailure } = JSON.parse(process.argv[2])
let vitest = null
const cancel = () => void vitest?.cancelCurrentRun('keyboard-input')
process.on('message', cancel)
process.on('disconnect', () => process.exit(1))

/** Snapshots that differ have no name of their own. */
const isAssertion = ({ name, message }) =>
  /^AssertionError\b/.test(name) || /^Snapshot .* mismatched/.test(message)
const plain = ({ name, message }) => ({ name, message, isAssertion: isAssertion({ name, message }) })

const reporter = {
  onInit: (started) => (vitest = started),
  onTestCaseResult(test) {
    const { state, errors = [] } = test.result()
    if (stopAtFailure && state === 'failed' && errors.some(isAssertion)) cancel()
  },
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => {
        const { state, errors = [] } = test.result()
        return { file: module.relativeModuleId, title: test.fullName, state, errors: errors.map(plain) }
      }),
    )
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()])
    const errors = [...suites.flatMap((suite) => suite.errors()), ...unhandled].map(plain)
    process.send({ tests, errors })
  },
}

const ended = await startVitest('test', files, {
  run: true,
  watch: false,
  update: 'none',
  // Several of these run at once: what is slow for that reason has not failed.
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  reporters: [reporter],
  ...(titles && { testNamePattern: titles }),
})
await ended.close()
process.disconnect()
