/** Thrown when a step fails; the message goes to its log. `outputs`: the outputs that it set before. */
export class StepFailure extends Error {
  constructor(
    message: string,
    readonly outputs: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}
