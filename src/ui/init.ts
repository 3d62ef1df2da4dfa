import type { DetectedDefaults, InitOptions } from '../domain/init/facts.js'
import type { Proposals } from '../domain/init/settings.js'
import { ask } from './prompt.js'

const everything = ['preview', 'qa1', 'qa2', 'qa3', 'qa4', 'dev', 'staging', 'production', 'hotfix']
const configPath = '.github/rel.yml'

/** The reason why the answers so far cannot be used; null if they can. */
export type Validate = (options: InitOptions) => Promise<string | null>

/** Asks for what no flag gives. Asks nothing in a configured repository or without a terminal. */
export async function askInit(
  options: InitOptions,
  detected: DetectedDefaults,
  proposals: Proposals,
  { interactive, validate }: { readonly interactive: boolean; readonly validate: Validate },
): Promise<InitOptions> {
  if (!interactive || detected.texts.has(configPath)) return options
  let answered = options
  for (const question of questionsFor(options, detected, proposals)) {
    const { name, type } = question
    const withAnswer = (answer: unknown): InitOptions => ({
      ...answered,
      [name]: name === 'reviewers' ? namesIn(String(answer)) : answer,
    })
    // An invalid input is asked for again; earlier answers are kept.
    const validated = {
      ...question,
      validate: async (answer: unknown) => (await validate(withAnswer(answer))) ?? true,
    }
    const answers = await ask<Readonly<Record<string, unknown>>>([type === 'input' ? validated : question])
    answered = withAnswer(answers[name])
  }
  return answered
}

const namesIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean)

interface Question {
  readonly type: 'checkbox' | 'select' | 'input'
  readonly name: keyof InitOptions
  readonly message: string
  readonly choices?: readonly object[]
  readonly default?: string
  readonly required?: boolean
}

/** The questions for inquirer, without those that a flag answers. */
const questionsFor = (
  options: InitOptions,
  detected: DetectedDefaults,
  proposals: Proposals,
): readonly Question[] => {
  const questions: readonly Question[] = [
    {
      type: 'checkbox',
      name: 'environments',
      message: 'Which environments are there?',
      choices: everything.map((value) => ({
        value,
        name: environmentChoice(value),
        short: value,
        checked: true,
      })),
      required: true,
    },
    {
      type: 'select',
      name: 'build',
      message: 'How is the image built?',
      choices: [
        { value: 'docker', name: 'by Docker, from the Dockerfile at the root' },
        { value: 'own', name: 'by an action of our own, .github/actions/build' },
      ],
      default: proposals.build,
    },
    {
      type: 'input',
      name: 'image',
      message: 'What is the image called?',
      default: 'ghcr.io/{owner}/{repository}',
    },
    {
      type: 'select',
      name: 'deploy',
      message: 'How are environments deployed?',
      choices: [
        { value: 'helmfile', name: 'by helmfile, on Kubernetes' },
        { value: 'own', name: 'by actions of our own, .github/actions/deploy and undeploy' },
      ],
      default: proposals.deploy,
    },
    {
      type: 'select',
      name: 'gates',
      message: 'How are staging and production approved?',
      choices: [
        {
          value: 'reviewers',
          name: `by required reviewers on GitHub${detected.isPrivate ? ' (private: needs GitHub Enterprise)' : ''}`,
        },
        { value: 'dispatch', name: 'by starting the deploy workflow: rel release approve' },
      ],
      default: 'reviewers',
    },
  ]
  const reviewers: Question = {
    type: 'input',
    name: 'reviewers',
    message: 'Who may approve? Logins, and teams as team:NAME; empty to decide later.',
  }
  const open = questions.filter(({ name }) => options[name] === undefined)
  return options.reviewers.length > 0 ? open : [...open, reviewers]
}

const meanings: Readonly<Record<string, string>> = {
  preview: 'one for each branch, by the label deploy',
  dev: 'runs the default branch',
  staging: 'every release, after approval',
  production: 'every release, after approval',
  hotfix: 'fixes to what production runs',
}
const environmentChoice = (environment: string): string =>
  `${environment.padEnd(10)}  ${meanings[environment] ?? `shared by the team, by the label deploy/${environment}`}`
