import { shellOf } from '../job/shell.js'
import { placeText } from '../problem.js'
import { child, entriesOf, itemsOf, literal, type Node } from './yaml.js'

/**
 * The keys that the sandbox understands. Whatever else GitHub's schema knows is refused here rather than ignored, and what the
 * schema does not know either is refused by GitHub's own parser.
 */
const known = {
  workflow: [
    'on',
    'name',
    'description',
    'run-name',
    'defaults',
    'env',
    'permissions',
    'concurrency',
    'jobs',
  ],
  job: [
    ...[
      'name',
      'needs',
      'if',
      'strategy',
      'runs-on',
      'timeout-minutes',
      'continue-on-error',
      'env',
      'environment',
    ],
    ...['permissions', 'concurrency', 'outputs', 'defaults', 'steps', 'uses', 'with', 'secrets'],
  ],
  step: [
    ...['name', 'id', 'if', 'continue-on-error', 'timeout-minutes', 'uses', 'with', 'env', 'run', 'shell'],
    'working-directory',
  ],
  strategy: ['matrix', 'fail-fast', 'max-parallel'],
  concurrency: ['group', 'cancel-in-progress', 'queue'],
  environment: ['name', 'url', 'deployment'],
} as const

const reasons: Readonly<Record<string, string>> = {
  container: ': the sandbox runs on this machine and has no containers. Drop the job for the rehearsal.',
  services: ': the sandbox runs on this machine and has no containers. Drop the job for the rehearsal.',
}

/** One line for every key that is not in the list, with its place and what to do. */
export function unknownKeys(root: Node): readonly string[] {
  const jobs = entriesOf(child(root, 'jobs')).map(({ value }) => value)
  const steps = jobs.flatMap((job) => itemsOf(child(job, 'steps')))
  return [
    ...strange('workflow', root),
    ...queues(child(root, 'concurrency')),
    ...shells(child(child(root, 'defaults'), 'run')),
    ...jobs.flatMap((job) => [
      ...strange('job', job),
      ...strange('strategy', child(job, 'strategy')),
      ...queues(child(job, 'concurrency')),
      ...strange('environment', child(job, 'environment')),
      ...shells(child(child(job, 'defaults'), 'run')),
    ]),
    ...unknownStepKeys(steps),
  ]
}

export const unknownStepKeys = (steps: readonly Node[]): readonly string[] =>
  steps.flatMap((step) => [...strange('step', step), ...shells(step)])

const strange = (kind: keyof typeof known, node: Node | undefined): readonly string[] =>
  entriesOf(node)
    .filter(({ key }) => !(known[kind] as readonly string[]).includes(key))
    .map(
      ({ key, at }) =>
        `${placeText(at)}: '${key}' is not in the sandbox${reasons[key] ?? ` (a key of a ${kind}). Leave it out for the rehearsal.`}`,
    )

/** docs: "Workflow syntax", concurrency: a queue of many and cancelling what runs exclude one another. */
export const queueConflict = 'queue: max cannot be combined with cancel-in-progress: true.'
function queues(node: Node | undefined): readonly string[] {
  const queue = child(node, 'queue')
  const excluded = literal(queue) === 'max' && literal(child(node, 'cancel-in-progress')) === 'true'
  return [
    ...strange('concurrency', node),
    ...(queue && excluded ? [`${placeText(queue.at)}: ${queueConflict}`] : []),
  ]
}

export const noShell = (name: string): string =>
  `shell '${name}' is not available in the sandbox (bash, sh, python or a custom 'command {0}').`

/** Of a step, or of `defaults.run`; one that is an expression is looked at when it runs. */
const shells = (node: Node | undefined): readonly string[] => {
  const shell = child(node, 'shell')
  const name = literal(shell) ?? ''
  return shell && !name.includes('${{') && !shellOf(name) ? [`${placeText(shell.at)}: ${noShell(name)}`] : []
}
