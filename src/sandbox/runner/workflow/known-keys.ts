import { shellOf } from '../job/shell.js'
import { locationText } from '../problem.js'
import { child, entriesOf, itemsOf, literal, type Node } from './yaml.js'

/**
 * The keys that the sandbox supports. All other keys of GitHub's schema are refused rather than ignored; keys that are not in
 * the schema are refused by GitHub's parser.
 */
const supportedKeys = {
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
  container: ': it runs jobs on this machine, without containers. Remove the job to run the workflow here.',
  services: ': it runs jobs on this machine, without containers. Remove the job to run the workflow here.',
}

/** One line for each unsupported key, with its location and what to do. */
export function unknownKeys(root: Node): readonly string[] {
  const jobs = entriesOf(child(root, 'jobs')).map(({ value }) => value)
  const steps = jobs.flatMap((job) => itemsOf(child(job, 'steps')))
  return [
    ...unsupported('workflow', root),
    ...concurrencyFindings(child(root, 'concurrency')),
    ...shellFindings(child(child(root, 'defaults'), 'run')),
    ...jobs.flatMap((job) => [
      ...unsupported('job', job),
      ...unsupported('strategy', child(job, 'strategy')),
      ...concurrencyFindings(child(job, 'concurrency')),
      ...unsupported('environment', child(job, 'environment')),
      ...shellFindings(child(child(job, 'defaults'), 'run')),
    ]),
    ...unknownStepKeys(steps),
  ]
}

export const unknownStepKeys = (steps: readonly Node[]): readonly string[] =>
  steps.flatMap((step) => [...unsupported('step', step), ...shellFindings(step)])

const unsupported = (kind: keyof typeof supportedKeys, node: Node | undefined): readonly string[] =>
  entriesOf(node)
    .filter(({ key }) => !(supportedKeys[kind] as readonly string[]).includes(key))
    .map(
      ({ key, at }) =>
        `${locationText(at)}: '${key}' is not supported by the sandbox${reasons[key] ?? ` (${kind} key). Remove it to run the workflow here.`}`,
    )

/** docs: "Workflow syntax", concurrency: `queue: max` excludes `cancel-in-progress`. */
export const queueConflict = 'queue: max cannot be combined with cancel-in-progress: true.'
function concurrencyFindings(node: Node | undefined): readonly string[] {
  const queue = child(node, 'queue')
  const excluded = literal(queue) === 'max' && literal(child(node, 'cancel-in-progress')) === 'true'
  return [
    ...unsupported('concurrency', node),
    ...(queue && excluded ? [`${locationText(queue.at)}: ${queueConflict}`] : []),
  ]
}

export const noShell = (name: string): string =>
  `shell '${name}' is not available in the sandbox (bash, sh, python or a custom 'command {0}').`

/** Checks the shell of a step or of `defaults.run`; a shell with an expression is checked when it runs. */
const shellFindings = (node: Node | undefined): readonly string[] => {
  const shell = child(node, 'shell')
  const name = literal(shell) ?? ''
  return shell && !name.includes('${{') && !shellOf(name)
    ? [`${locationText(shell.at)}: ${noShell(name)}`]
    : []
}
