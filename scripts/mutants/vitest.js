import { startVitest } from 'vitest/node'

/** Runs tests as its own process and sends the results to its parent. It stops on any message, or when the parent is gone. */
const { files, titles, stopAtFailure } = JSON.parse(process.argv[2])
let vitest = null
const cancel = () => void vitest?.cancelCurrentRun('keyboard-input')
process.on('message', cancel)
process.on('disconnect', () => process.exit(1))

/** The error of a snapshot mismatch has no name of its own. */
const isAssertion = ({ name, message }) =>
  /^AssertionError\b/.test(name) || /^Snapshot .* mismatched/.test(message)
const toResult = ({ name, message }) => ({ name, message, isAssertion: isAssertion({ name, message }) })

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
        return { file: module.relativeModuleId, title: test.fullName, state, errors: errors.map(toResult) }
      }),
    )
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()])
    const errors = [...suites.flatMap((suite) => suite.errors()), ...unhandled].map(toResult)
    process.send({ tests, errors })
  },
}

const ended = await startVitest('test', files, {
  run: true,
  watch: false,
  update: 'none',
  // Several of these processes run at once; slow tests must not count as failed.
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  reporters: [reporter],
  ...(titles && { testNamePattern: titles }),
})
await ended.close()
process.disconnect()
