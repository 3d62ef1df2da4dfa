import { chalkStderr } from 'chalk'
import type { ShownCheck } from '../domain/plan/check.js'
import type { Choice } from '../domain/plan/plan.js'
import { RelError } from '../errors.js'
import { line, linesIn, printable } from '../lib/printable.js'
import { renderChecks } from './report.js'
import { printNotices } from './terminal.js'
import { readable } from './time.js'

interface Question {
  readonly question: string
  /** The default answer is "no". */
  readonly isDestructive?: boolean | undefined
  readonly preamble?: string | undefined
  readonly checks?: readonly ShownCheck[] | undefined
}

/** Asks on a terminal, with the checks above the question; elsewhere the error names the flag that answers. */
export async function confirm(
  { question, isDestructive = false, preamble, checks = [] }: Question,
  interactive: boolean,
): Promise<void> {
  if (!interactive) {
    throw new RelError('usage', `Cannot prompt: not a terminal. ${question}`, {
      hint: 'Pass --yes to skip the prompt.',
    })
  }
  printNotices([
    ...(preamble ? [...linesIn(preamble), printable('')] : []),
    ...renderChecks(checks, chalkStderr),
  ])
  const message = String(printable(question))
  const { answer } = await ask([{ type: 'confirm', name: 'answer', message, default: !isDestructive }])
  if (!answer) throw new RelError('cancelled', 'Cancelled. Nothing was changed.')
}

/** Choices on the screen at once; the prompt says how many there are when there are more. */
const pageSize = 10

/** Lets the user pick; elsewhere the error lists the options and names the flag. */
export async function choose({ message, options, hint }: Choice, interactive: boolean): Promise<number> {
  if (!interactive) {
    const list = options.map(({ name }) => `\n  ${name}`).join('')
    throw new RelError('usage', `${message}${list}`, { hint })
  }
  const choices = options.map(({ value, name }) => ({ value, name: String(printable(readable(name))) }))
  const isLong = choices.length > pageSize
  const question = {
    type: 'select',
    name: 'answer',
    message: String(isLong ? line`${message} (${choices.length} choices)` : printable(message)),
    choices,
    pageSize,
    loop: false,
  }
  const { answer } = await ask<{ answer: number }>([question])
  return answer
}

/** inquirer is loaded only for a question, and draws on stderr: stdout is for the result. */
export async function ask<Answers = { answer: unknown }>(questions: readonly object[]): Promise<Answers> {
  const { createPromptModule } = await import('inquirer')
  const prompt = createPromptModule({ output: process.stderr })
  try {
    return (await prompt(questions as never)) as Answers
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError')
      throw new RelError('cancelled', 'Cancelled. Nothing was changed.', { cause: error })
    throw error
  }
}
