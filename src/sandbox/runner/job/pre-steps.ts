import { child, literal, textMap, textValue, type Node } from '../workflow/yaml.js'
import { builtins } from './builtins.js'
import type { Desk } from './job-context.js'
import { scopeOf, type Frame, type StepCall } from './step-scope.js'
import { runPre, wantsPre } from './run-node.js'
import { failed, nameOf } from './steps.js'
import { actionOf, nameIn, standinFor } from './uses.js'

/** The `pre` of every action of the job's own steps, before the first of them; an action of the workspace is not there yet. */
export async function runPres(frame: Frame, steps: readonly Node[]): Promise<void> {
  for (const node of steps) {
    const uses = literal(child(node, 'uses'))
    if (uses !== null && isFetched(frame.desk, uses)) await prepare(frame, node, uses)
  }
}

const isFetched = ({ order }: Desk, uses: string): boolean =>
  !uses.startsWith('./') && standinFor(order.standins, uses) === undefined && !builtins[nameIn(uses)]

async function prepare(frame: Frame, node: Node, uses: string): Promise<void> {
  const { desk } = frame
  const environment = {
    ...frame.environment,
    ...textMap(child(node, 'env'), scopeOf(frame, frame.environment)),
  }
  const scope = scopeOf(frame, environment)
  const name = nameOf(node, () => textValue(child(node, 'name'), scope))
  const signal = AbortSignal.any([frame.limit, desk.order.stopped, desk.order.cancelled])
  const call: StepCall = { frame, node, number: 1, name, scope, environment, signal }
  const action = await actionOf(call, uses, child(node, 'uses')?.at ?? node.at)
  if (action.using !== 'node' || !wantsPre(call, action)) return
  const number = desk.begin(`Pre ${name}`)
  try {
    await runPre({ ...call, number }, action, textMap(child(node, 'with'), scope))
    desk.end(number, 'success')
  } catch (error) {
    desk.end(number, failed(frame, number, error).conclusion)
    desk.progress.status = 'failure'
  }
}
