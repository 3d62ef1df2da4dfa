import { line, linesIn, type Printable, printable } from './lib/printable.js'

/** Error codes and their exit statuses: docs/json.md. */
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

/** An error for the user: the message says what is wrong, with names; the hint says what to type. */
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

  /** Converts anything thrown. An error that is neither a RelError nor of the machine is a bug in rel. */
  static from(error: unknown): RelError {
    if (error instanceof RelError) return error
    const { message, hint } = ofMachine(error as NodeJS.ErrnoException) ?? {
      message: error instanceof Error ? error.message : String(error),
      hint: 'This is a bug in rel. Run the command again with DEBUG=* and report the output.',
    }
    return new RelError('failed', message, { hint, cause: error })
  }

  /** An error of oclif's parser as a usage error of a command, in rel's words. */
  static usage(error: unknown, command: string): RelError {
    const lines = (error as Error).message
      .replaceAll(/\u001B\[\d+m/g, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^(See more help|Note:|Alternatively,)/.test(line))
    const ownHint = error instanceof RelError ? error.hint : null
    const message = parserText(lines)
    const taken = message.startsWith(unexpected) ? `${takenText(command, argumentsOf(error))} ` : ''
    return new RelError('usage', message, {
      hint: ownHint ?? `${taken}Run \`rel ${command} --help\` for its arguments and flags.`,
      cause: error,
    })
  }
}

type Explained = Pick<RelError, 'message' | 'hint'>

/** An error of Node.js that people can put right; null for any other. */
function ofMachine({ code = '', syscall, path, message }: NodeJS.ErrnoException): Explained | null {
  if (syscall === 'uv_cwd')
    return { message: 'The current folder does not exist.', hint: 'Change to another folder with `cd`.' }
  if (code === 'MODULE_NOT_FOUND') return incomplete(message.split('\n', 1)[0]!)
  if (code === 'ENOENT' && path?.endsWith('.cjs')) return incomplete(`There is no ${path}`)
  if (code === 'EMFILE' || code === 'ENFILE')
    return {
      message: 'Too many files are open.',
      hint: 'Raise the limit, for example with `ulimit -n 1024`.',
    }
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return { message: `No space is left on the disk${path ? ` for ${path}` : ''}.`, hint: 'Free some space.' }
  if (['EACCES', 'EPERM', 'EROFS'].includes(code) && path)
    return { message: `No access to ${path}.`, hint: 'Check who may read and write it.' }
  return null
}

/** All modules are files of rel. */
const incomplete = (detail: string): Explained => ({
  message: `The installation of rel is incomplete: ${detail}.`,
  hint: 'Install rel again.',
})

/** The heading of an error of oclif's parser and the lines below it, as one sentence. */
function parserText([heading = '', ...details]: readonly string[]): string {
  if (heading.startsWith('The following ')) return [...new Set(details.map(reworded))].join('; ')
  if (/^Missing \d+ required arg/.test(heading))
    return `Missing required argument ${details[0]?.split(' ')[0]?.toUpperCase() ?? ''}`
  const [, flag] = /^Parsing (--\S+)$/.exec(heading) ?? []
  return flag === undefined
    ? reworded([heading, ...details].join(' '))
    : `${flag}: ${reworded(details.join(' '))}`
}

function reworded(text: string): string {
  for (const [pattern, write] of parserTexts) {
    const match = pattern.exec(text)
    if (match) return write(...match.slice(1))
  }
  return text
}

/** Texts of oclif's parser, and what rel prints instead. */
const parserTexts: readonly (readonly [RegExp, (...groups: readonly string[]) => string])[] = [
  [/^Unexpected arguments?: (.+)$/, (words = '') => unexpectedArguments(words.split(', '))],
  [/^Nonexistent (flags?): (.+)$/, (noun, flags) => `Unknown ${noun}: ${flags}`],
  [/^Missing required flag (\S+)$/, (flag) => `Missing required flag --${flag}`],
  [/^Flag (--\S+) expects a value$/, (flag) => `Missing value of ${flag}`],
  [
    /^Flag (--\S+) expects one of these values: (.+)$/,
    (flag, known) => `Missing value of ${flag}; use one of: ${known}`,
  ],
  [
    /^Expected (--[^\s=]+)=(.*) to be one of: (.+)$/s,
    (flag, value, known) => `Invalid value "${value}" of ${flag}; use one of: ${known}`,
  ],
  [
    /^Expected (.*) to be one of: (.+)$/s,
    (value, known) => `Invalid argument "${value}"; use one of: ${known}`,
  ],
  [/^Expected an integer but received: (.*)$/, (value) => `Invalid number "${value}"`],
  [
    /^Expected an integer greater than or equal to (\d+) but received: (.*)$/,
    (least, value) => `Invalid number "${value}"; use ${least} or more`,
  ],
  [
    /^Expected an integer less than or equal to (\d+) but received: (.*)$/,
    (most, value) => `Invalid number "${value}"; use ${most} or less`,
  ],
  [
    /^(--[^\s=]+)=.* cannot also be provided when using (--\S+)$/,
    (...flags) => `${flags.toSorted().join(' and ')} cannot be combined`,
  ],
  [/^No directory found at (.+)$/, (path) => `No such folder: ${path}`],
  [/^(.+) exists but is not a directory$/, (path) => `Not a folder: ${path}`],
]

const unexpected = 'Unexpected argument'
/** The message about arguments that a command does not take. */
export const unexpectedArguments = (words: readonly string[]): string =>
  `${unexpected}${words.length === 1 ? '' : 's'} ${words.map((word) => `"${word}"`).join(', ')}`

/** The arguments of the command, as an error of oclif's parser has them. */
const argumentsOf = (error: unknown): readonly string[] =>
  Object.keys((error as { parse?: { input?: { args?: object } } }).parse?.input?.args ?? {})

/** The arguments that a command takes, as a sentence. */
export const takenText = (command: string, names: readonly string[] = []): string =>
  names.length === 0
    ? `\`rel ${command}\` takes no arguments.`
    : `\`rel ${command}\` takes only the argument${names.length === 1 ? '' : 's'} ${names.join(', ').toUpperCase()}.`

/** An error as --json prints it: docs/json.md. */
export const errorJson = ({ code, message, hint }: RelError): object => ({ code, message, hint })

/** An error as text. The labels carry the meaning, the colours only repeat it. */
export function errorLines(
  { message, hint }: Pick<RelError, 'message' | 'hint'>,
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
