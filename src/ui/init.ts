import type { DetectedDefaults, InitOptions } from '../domain/init/facts.js'
import type { Proposals } from '../domain/init/settings.js'
import { ask } from './prompt.js'

const everything = ['preview', 'qa1', 'qa2', 'qa3', 'qa4', 'dev', 'staging', 'production', 'hotfix']
const configPath = '.github/rel.yml'

/** Why a wish cannot be carried out, as far as it is said; null: it can. */
export type Validate = (wish: InitOptions) => Promise<string | null>

/** Asks what no flag has said, once: a repository that is configured is not asked again. Without a terminal nobody is. */
export async function askInit(
  wish: InitOptions,
  habits: DetectedDefaults,
  proposals: Proposals,
  { interactive, objection }: { readonly interactive: boolean; readonly objection: Validate },
): Promise<InitOptions> {
  if (!interactive || habits.texts.has(configPath)) return wish
  let said = wish
  for (const question of questionsFor(wish, habits, proposals)) {
    const { name, type } = question
    const saying = (answer: unknown): InitOptions => ({
      ...said,
      [name]: name === 'reviewers' ? namesIn(String(answer)) : answer,
    })
    // A word that is typed may be wrong: it is asked for again, and what was answered before stays.
    const validate = async (answer: unknown) => (await objection(saying(answer))) ?? true
    const asked = type === 'input' ? { ...question, validate } : question
    said = saying((await ask<Readonly<Record<string, unknown>>>([asked]))[name])
  }
  return said
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

/** In inquirer's words; a question that a flag has answered is left out. */
const questionsFor = (
  wish: InitOptions,
  habits: DetectedDefaults,
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
          name: `by required reviewers on GitHub${habits.isPrivate ? ' (private: needs GitHub Enterprise)' : ''}`,
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
  const open = questions.filter(({ name }) => wish[name] === undefined)
  return wish.reviewers.length > 0 ? open : [...open, reviewers]
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
