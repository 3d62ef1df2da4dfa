import { configPath, explainConfig, parseConfig } from '../../config.js'
import { withSettings } from '../../config/edit.js'
import type { Context } from '../../context.js'
import { environmentsOf } from '../../domain/model/environment.js'
import type {
  EnvironmentState,
  DetectedDefaults,
  InitFacts,
  InitFile,
  InitOptions,
  Reviewer,
} from '../../domain/init/facts.js'
import { labelsToLookFor } from '../../domain/init/labels.js'
import { proposalBranch } from '../../domain/init/proposal.js'
import { proposalsOf, settingsOf, teamIn } from '../../domain/init/settings.js'
import type { PullRequest } from '../../domain/model/pull-request.js'
import { RelError } from '../../errors.js'
import { packOf, packPaths } from '../../workflows/pack.js'
import { stampOf } from '../../workflows/stamp.js'
import { updateOf } from '../../workflows/update.js'

/** What the repository does already; with `local`, what the files of the work tree say. */
export async function readDetectedDefaults(
  { github, git, repository }: Context,
  local: boolean,
): Promise<DetectedDefaults> {
  const paths = [configPath, ...packPaths]
  const [habits, texts] = await Promise.all([
    github.init.look(repository, proposalBranch, paths),
    local ? git.readFiles(paths) : null,
  ])
  if (texts) return { ...habits, texts, proposal: null }
  return habits.proposal?.pullRequest ? { ...habits, texts: habits.proposal.texts } : habits
}

/** Everything that bringing the pack depends on, and the pack as the configuration will want it. */
export async function readInit(
  context: Context,
  habits: DetectedDefaults,
  wish: InitOptions,
  version: string,
): Promise<InitFacts> {
  const { github, repository } = context
  const { text, overruled } = configurationOf(habits, wish)
  const config = parseConfig(text)
  const [labels, environments, reviewers] = await Promise.all([
    github.init.labels(repository, labelsToLookFor(config)),
    readEnvironments(context, environmentsOf(config)),
    config.gates === 'reviewers' ? readReviewers(context, wish.reviewers) : [],
  ])
  const { defaultBranch } = habits
  const pack = await packOf({ config, defaultBranch, server: environments.server, version, repository })
  return {
    ...habits,
    server: environments.server,
    version,
    config,
    files: [
      configurationFile(habits, text),
      ...pack.map((file) => fileOf(habits, file)),
      ...leftOvers(
        habits,
        pack.map(({ path }) => path),
      ),
    ],
    overruled,
    labels,
    environments: environments.environments,
    reviewers,
  }
}

/** The open pull request that brings the pack. */
export const readProposal = (
  { github, repository }: Context,
  { defaultBranch }: DetectedDefaults,
): Promise<PullRequest | null> => github.init.proposal(repository, proposalBranch, defaultBranch)

/** The text of the configuration as it will be; what the flags ask for is checked before it is mixed with what is there. */
function configurationOf(habits: DetectedDefaults, wish: InitOptions) {
  const existing = habits.texts.get(configPath) ?? null
  const { config, sources } = explainConfig(existing)
  const gates = sources.gates === 'default' ? (wish.gates ?? config.gates) : config.gates
  const seen = { environments: config.environments, gates, proposals: proposalsOf(habits) }
  demandSettings(withSettings(null, settingsOf(wish, { ...seen, isNew: false })).text)
  const wanted = settingsOf(wish, { ...seen, isNew: existing === null })
  return withSettings(
    existing,
    wanted.filter((setting) => existing !== null || isWorthSaying(setting)),
  )
}

/** A new file names its environments; of the rest, what is not so anyway. */
function isWorthSaying({ key, value }: { readonly key: string; readonly value: unknown }): boolean {
  const usual = key
    .split('.')
    .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], parseConfig(null))
  return key === 'environments' || JSON.stringify(usual) !== JSON.stringify(value)
}

function demandSettings(text: string): void {
  try {
    parseConfig(text)
  } catch (error) {
    const { message } = error as Error
    const hint = '`rel config schema` lists every key and its values.'
    throw new RelError('usage', message.replaceAll(/^.*?:\d+:\d+: /gm, ''), { hint, cause: error })
  }
}

function configurationFile({ texts }: DetectedDefaults, after: string): InitFile {
  const before = texts.get(configPath) ?? null
  const file = { path: configPath, before, after, owner: 'team' } as const
  if (before === null) return { ...file, action: 'created', reason: 'it is not there yet' }
  return before === after
    ? { ...file, action: 'unchanged', reason: 'it is as wanted' }
    : { ...file, action: 'updated', reason: 'keys were asked for' }
}

function fileOf({ texts }: DetectedDefaults, file: Parameters<typeof updateOf>[1]): InitFile {
  const before = texts.get(file.path) ?? null
  const { action, text, reason } = updateOf(before, file)
  return { path: file.path, before, action, after: text, reason, owner: file.owner }
}

/** Files of rel that the configuration has no use for: they go, unless people changed them. */
const leftOvers = ({ texts }: DetectedDefaults, wanted: readonly string[]): readonly InitFile[] =>
  packPaths
    .filter((path) => !wanted.includes(path))
    .flatMap((path) => {
      const before = texts.get(path)
      return before === undefined ? [] : leftOver({ path, before, owner: 'rel' })
    })

function leftOver(file: Pick<InitFile, 'path' | 'owner'> & { readonly before: string }): readonly InitFile[] {
  const found = stampOf(file.before)
  const reason = 'the configuration has no use for it'
  if (found?.isUnchanged) return [{ ...file, action: 'removed', after: null, reason }]
  const kept = { ...file, action: 'kept', after: file.before } as const
  return found ? [{ ...kept, reason: `${reason}, but people changed it` }] : []
}

/** Those of the process, with their policies. */
async function readEnvironments({ github, repository }: Context, names: readonly string[]) {
  const { environments, server } = await github.environments.list(repository)
  const wanted = environments.filter(({ name }) =>
    names.some((one) => one.toLowerCase() === name.toLowerCase()),
  )
  const withPolicies = async (found: EnvironmentState): Promise<EnvironmentState> =>
    found.lets === 'named'
      ? { ...found, policies: await github.environments.policies(repository, found.name) }
      : found
  return { environments: await Promise.all(wanted.map(withPolicies)), server }
}

/** Why a wish cannot be carried out, as far as it is said: a value that the configuration refuses, a person whom GitHub does not know. */
export async function readRefusal(
  context: Context,
  habits: DetectedDefaults,
  wish: InitOptions,
): Promise<string | null> {
  try {
    const { gates } = parseConfig(configurationOf(habits, wish).text)
    if (gates === 'reviewers') await readReviewers(context, wish.reviewers)
    return null
  } catch (error) {
    if (error instanceof RelError && error.code === 'usage') return error.message
    throw error
  }
}

/** GitHub takes six at most. */
async function readReviewers(
  { github, repository }: Context,
  names: readonly string[],
): Promise<readonly Reviewer[]> {
  const [owner = ''] = repository.split('/')
  const found = await Promise.all(
    names.map((login) => github.environments.reviewer(owner, { login, team: teamIn(login) })),
  )
  const unknown = names.filter((_, at) => found[at] === null)
  if (unknown.length > 0)
    throw new RelError('usage', `GitHub knows no ${unknown.join(', ')}, or the token may not see it.`, {
      hint: 'Pass --reviewers with logins, and teams as team:NAME.',
    })
  return found.flatMap((one) => one ?? [])
}
