import type { Json } from './sandbox.js'

/** Where GitHub itself does not keep to its description: by operation, and the problem that the check of an answer reports. */
export const knownDeviations: readonly {
  readonly operation: string
  readonly problem: RegExp
  readonly reason: string
}[] = [
  {
    operation: 'repos/list-deployment-statuses',
    problem: /\/state must be equal to one of the allowed values/,
    reason:
      'the deployment of a job that waits at a gate has the state "waiting", as GraphQL’s DeploymentStatusState knows it',
  },
]

/** What is left of a sandbox's deviations. */
export const unknownDeviations = (deviations: readonly Json[]): readonly Json[] =>
  deviations.filter(
    ({ operation, problems }) =>
      !knownDeviations.some(
        (known) =>
          known.operation === operation && problems.every((problem: string) => known.problem.test(problem)),
      ),
  )
