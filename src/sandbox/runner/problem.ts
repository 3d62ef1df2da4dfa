/** Where something is written: a file of a repository, counted from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** Something in a workflow is wrong, or is not in the sandbox; `lines` say where and what to do, one finding each. */
export class WorkflowProblem extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'))
  }
}

export const problemAt = (place: Place, message: string): WorkflowProblem =>
  new WorkflowProblem([`${placeText(place)}: ${message}`])

/** Undefined where something is needed that is not known yet. */
export function known<Value>(work: () => Value): Value | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof WorkflowProblem) return undefined
    throw error
  }
}
