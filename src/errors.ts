import { line, linesIn, type Printable, printable } from './lib/printable.js'

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

  /** Anything thrown, as a RelError: what is not one is a bug in rel. */
  static from(error: unknown): RelError {
    if (error instanceof RelError) return error
    return new RelError('failed', (error as Error).message, {
      hint: 'This is a bug in rel: run again with DEBUG=* and report what it prints.',
      cause: error,
    })
  }

  /** What oclif's parser says of the words of a command: a line that says it all, or a heading and what is wrong. */
  static usage(error: unknown): RelError {
    const [heading = '', ...rest] = (error as Error).message.split('\n').map((line) => line.trim())
    const details = rest
      .filter((line) => line !== '' && !/^(See more help|Note:|Alternatively,)/.test(line))
      .join(' ')
    const isHeading = /^(The following|Parsing |Missing \d+ required arg)/.test(heading) && details !== ''
    const about = heading
      .replace(/^The following.*/, '')
      .replace(/^Parsing (--\S+)$/, '$1:')
      .replace(/^Missing \d+ .*/, 'Missing:')
    const message = isHeading ? `${about} ${details}`.trim().replace(/^(Missing: \S+) {2}/, '$1. ') : heading
    const help = isHeading || details === '' ? 'Run the same command with --help.' : details
    const hint = (error instanceof RelError && error.hint) || help
    return new RelError('usage', message, { hint, cause: error })
  }
}

/** An error as --json prints it: docs/json.md. */
export const errorJson = ({ code, message, hint }: RelError): object => ({ code, message, hint })

/** An error as people read it: the first word says what kind of line it is, so that no meaning hangs on the colour. */
export function errorLines(
  { message, hint }: Pick<RelError, 'code' | 'message' | 'hint'>,
  { red, bold }: ErrorColours,
): readonly Printable[] {
  const [first, ...rest] = linesIn(message)
  return [
    line`${printable('Error:').styled(red)} ${first!}`,
    ...rest,
    ...(hint ? [line`${printable('Hint:').styled(bold)} ${hint}`] : []),
  ]
}
interface ErrorColours {
  readonly red: (text: string) => string
  readonly bold: (text: string) => string
}
