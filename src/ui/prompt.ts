import type { Choice } from '../domain/plan.js'
import { RelError } from '../errors.js'

/** Asks on a terminal; elsewhere says which flag answers. */
export async function confirm(question: string, interactive: boolean): Promise<void> {
  if (!interactive) {
    throw new RelError('usage', `${question} There is no terminal to ask on.`, {
      hint: 'Pass --yes to answer yes.',
    })
  }
  const { answer } = await ask([{ type: 'confirm', name: 'answer', message: question, default: true }])
  if (!answer) throw new RelError('cancelled', 'Nothing was changed.')
}

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
