/** Codes and their exit status: docs/json.md. */
export const exitCodes = {
  failed: 1,
  'run-failed': 1,
  network: 1,
  'rate-limit': 1,
  usage: 2,
  config: 2,
  'not-found': 2,
  refused: 3,
  'slot-held': 3,
  conflict: 3,
  rejected: 3,
  auth: 4,
  permission: 4,
  timeout: 8,
  cancelled: 130,
} as const

export type ErrorCode = keyof typeof exitCodes

/** Every failure a user can meet: the message says what is wrong with names in it, the hint what to type next. */
export class RelError extends Error {
  override readonly name = 'RelError'
  readonly hint: string | null

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { hint?: string | null | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.hint = options.hint ?? null
  }

  /** Anything thrown, as a RelError: what oclif says of wrong words is `usage`, the rest is a bug in rel. */
  static from(error: unknown): RelError {
    if (error instanceof RelError) return error
    const { message, oclif } = error as Error & { oclif?: { exit?: number } }
    if (oclif?.exit === 2)
      return new RelError('usage', firstLine(message), { hint: hintOfParser(message), cause: error })
    return new RelError('failed', message, {
      hint: 'This is a bug in rel: run again with DEBUG=* and report what it prints.',
      cause: error,
    })
  }
}

// oclif ends its messages with "See more help with --help"; the first line says what is wrong.
const firstLine = (message: string): string => message.split('\n')[0] ?? message
const hintOfParser = (message: string): string => {
  const rest = message
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('See more help'))
  return rest.length > 0 ? rest.join(' ') : 'Run the same command with --help.'
}
