import { child, literal, textMap, type Node } from '../workflow/yaml.js'
import { builtins } from './builtins.js'
import type { JobContext } from './job-context.js'
import { scopeOf, type StepScope, type StepCall } from './step-scope.js'
import { needsPre, runPre } from './run-node.js'
import { failure, nameOf } from './steps.js'
import { actionOf, nameIn, standinFor } from './uses.js'

/** Runs the `pre` scripts of the actions of a job before its first step; not of local actions, which are not checked out yet. */
export async function runPreSteps(stepScope: StepScope, steps: readonly Node[]): Promise<void> {
  for (const node of steps) {
    const uses = literal(child(node, 'uses'))
    if (uses !== null && isFetched(stepScope.jobContext, uses)) await runPreStep(stepScope, node, uses)
  }
}

const isFetched = ({ options }: JobContext, uses: string): boolean =>
  !uses.startsWith('./') && standinFor(options.standins, uses) === undefined && !builtins[nameIn(uses)]

async function runPreStep(stepScope: StepScope, node: Node, uses: string): Promise<void> {
  const { jobContext } = stepScope
  const environment = {
    ...stepScope.environment,
    ...textMap(child(node, 'env'), scopeOf(stepScope, stepScope.environment)),
  }
  const scope = scopeOf(stepScope, environment)
  const name = nameOf(node, () => scope)
  const signal = AbortSignal.any([stepScope.limit, jobContext.options.stopped, jobContext.options.cancelled])
  const call: StepCall = { stepScope, node, number: 1, name, scope, environment, signal }
  const action = await actionOf(call, uses, child(node, 'uses')?.at ?? node.at)
  if (action.using !== 'node' || !needsPre(call, action)) return
  const number = jobContext.begin(`Pre ${name}`)
  try {
    await runPre({ ...call, number }, action, textMap(child(node, 'with'), scope))
    jobContext.end(number, 'success')
  } catch (error) {
    jobContext.end(number, failure(stepScope, number, error).conclusion)
    jobContext.progress.status = 'failure'
  }
}
