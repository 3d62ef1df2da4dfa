/** A location in a file of a repository; line and column start at 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
  readonly column: number
}

export const locationText = ({ file, line, column }: SourceLocation): string => `${file}:${line}:${column}`

/** A workflow is invalid or uses something that the sandbox does not support. `lines`: one finding each, with its location. */
export class WorkflowProblem extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'))
  }
}

export const problemAt = (place: SourceLocation, message: string): WorkflowProblem =>
  new WorkflowProblem([`${locationText(place)}: ${message}`])

/** The result of an evaluation; undefined if it needs a value that is not known yet. */
export function tryEvaluate<Value>(work: () => Value): Value | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof WorkflowProblem) return undefined
    throw error
  }
}
