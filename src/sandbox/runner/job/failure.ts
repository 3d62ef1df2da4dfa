/** A step has failed, and its log says why; `outputs`: what it gave all the same. */
export class StepFailure extends Error {
  constructor(
    message: string,
    readonly outputs: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}
