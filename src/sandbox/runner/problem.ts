/** A location in a file of a repository; line and column start at 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** A workflow is invalid or uses something that the sandbox does not support. `lines`: one finding each, with its location. */
export class WorkflowProblem extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'))
  }
}

export const problemAt = (place: Place, message: string): WorkflowProblem =>
  new WorkflowProblem([`${placeText(place)}: ${message}`])

/** The result of an evaluation; undefined if it needs a value that is not known yet. */
export function known<Value>(work: () => Value): Value | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof WorkflowProblem) return undefined
    throw error
  }
}
