import { chalkStderr } from 'chalk'
import type { ShownCheck } from '../domain/plan/check.js'
import type { Choice } from '../domain/plan/plan.js'
import { RelError } from '../errors.js'
import { renderChecks } from './report.js'

interface Question {
  readonly question: string
  /** The default answer is "no". */
  readonly isDestructive?: boolean | undefined
  readonly preamble?: string | undefined
  readonly checks?: readonly ShownCheck[] | undefined
}

/** Asks on a terminal, with what the answer depends on above the question; elsewhere says which flag answers. */
export async function confirm(
  { question, isDestructive = false, preamble, checks = [] }: Question,
  interactive: boolean,
): Promise<void> {
  if (!interactive) {
    throw new RelError('usage', `${question} There is no terminal to ask on.`, {
      hint: 'Pass --yes to answer yes.',
    })
  }
  const above = [...(preamble ? [visible(preamble), ''] : []), ...renderChecks(checks, chalkStderr)]
  for (const line of above) process.stderr.write(`${line}\n`)
  const { answer } = await ask([
    { type: 'confirm', name: 'answer', message: question, default: !isDestructive },
  ])
  if (!answer) throw new RelError('cancelled', 'Nothing was changed.')
}

/** What anybody wrote may not steer the terminal. */
const visible = (text: string): string => text.replaceAll(/[^\P{Cc}\n]/gu, '')

/** Lets the user pick; elsewhere lists what there is and says which flag picks. */
export async function choose({ message, options, hint }: Choice, interactive: boolean): Promise<number> {
  if (!interactive) {
    const list = options.map(({ name }) => `\n  ${name}`).join('')
    throw new RelError('usage', `${message}${list}`, { hint })
  }
  const choices = [...options]
  const { answer } = await ask<{ answer: number }>([{ type: 'select', name: 'answer', message, choices }])
  return answer
}

/** inquirer is loaded only when somebody is asked, and draws on stderr: stdout is for the result. */
export async function ask<Answers = { answer: unknown }>(questions: readonly object[]): Promise<Answers> {
  const { createPromptModule } = await import('inquirer')
  const prompt = createPromptModule({ output: process.stderr })
  try {
    return (await prompt(questions as never)) as Answers
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError')
      throw new RelError('cancelled', 'Nothing was changed.', { cause: error })
    throw error
  }
}
