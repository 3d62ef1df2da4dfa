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

/** What the repository already has. `local`: reads the files of the working tree instead of the default branch. */
export async function readDetectedDefaults(
  { github, git, repository }: Context,
  local: boolean,
): Promise<DetectedDefaults> {
  const paths = [configPath, ...packPaths]
  const [defaults, texts] = await Promise.all([
    github.init.readDefaults(repository, proposalBranch, paths),
    local ? git.readFiles(paths) : null,
  ])
  if (texts) return { ...defaults, texts, proposal: null }
  return defaults.proposal?.pullRequest ? { ...defaults, texts: defaults.proposal.texts } : defaults
}

/** The facts of `rel init`, with the pack rendered for the resulting configuration. */
export async function readInit(
  context: Context,
  defaults: DetectedDefaults,
  options: InitOptions,
  version: string,
): Promise<InitFacts> {
  const { github, repository } = context
  const { text, overruled } = configurationOf(defaults, options)
  const config = parseConfig(text)
  const [labels, environments, reviewers] = await Promise.all([
    github.init.labels(repository, labelsToLookFor(config)),
    readEnvironments(context, environmentsOf(config)),
    config.gates === 'reviewers' ? readReviewers(context, options.reviewers) : [],
  ])
  const { defaultBranch } = defaults
  const pack = await packOf({ config, defaultBranch, server: environments.server, version, repository })
  return {
    ...defaults,
    server: environments.server,
    version,
    config,
    files: [
      configurationFile(defaults, text),
      ...pack.map((file) => fileOf(defaults, file)),
      ...leftOvers(
        defaults,
        pack.map(({ path }) => path),
      ),
    ],
    overruled,
    labels,
    environments: environments.environments,
    reviewers,
  }
}

/** The open pull request of `rel init`. */
export const readProposal = (
  { github, repository }: Context,
  { defaultBranch }: DetectedDefaults,
): Promise<PullRequest | null> => github.init.proposal(repository, proposalBranch, defaultBranch)

/** The resulting text of the configuration. The flags are validated on their own before they are merged into the existing text. */
function configurationOf(defaults: DetectedDefaults, options: InitOptions) {
  const existing = defaults.texts.get(configPath) ?? null
  const { config, sources } = explainConfig(existing)
  const gates = sources.gates === 'default' ? (options.gates ?? config.gates) : config.gates
  const known = { environments: config.environments, gates, proposals: proposalsOf(defaults) }
  demandSettings(withSettings(null, settingsOf(options, { ...known, isNew: false })).text)
  const wanted = settingsOf(options, { ...known, isNew: existing === null })
  return withSettings(
    existing,
    wanted.filter((setting) => existing !== null || isNotDefault(setting)),
  )
}

/** A new file lists its environments, and other settings only if they differ from the defaults. */
function isNotDefault({ key, value }: { readonly key: string; readonly value: unknown }): boolean {
  const defaultValue = key
    .split('.')
    .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], parseConfig(null))
  return key === 'environments' || JSON.stringify(defaultValue) !== JSON.stringify(value)
}

function demandSettings(text: string): void {
  try {
    parseConfig(text)
  } catch (error) {
    const { message } = error as Error
    const hint = 'Run `rel config schema` to see every key and its values.'
    throw new RelError('usage', message.replaceAll(/^.*?:\d+:\d+: /gm, ''), { hint, cause: error })
  }
}

function configurationFile({ texts }: DetectedDefaults, after: string): InitFile {
  const before = texts.get(configPath) ?? null
  const file = { path: configPath, before, after, owner: 'team' } as const
  if (before === null) return { ...file, action: 'created', reason: 'it does not exist yet' }
  return before === after
    ? { ...file, action: 'unchanged', reason: 'it is up to date' }
    : { ...file, action: 'updated', reason: 'it gets the requested settings' }
}

function fileOf({ texts }: DetectedDefaults, file: Parameters<typeof updateOf>[1]): InitFile {
  const before = texts.get(file.path) ?? null
  const { action, text, reason } = updateOf(before, file)
  return { path: file.path, before, action, after: text, reason, owner: file.owner }
}

/** Files of rel that the configuration no longer needs: they are removed, unless they were edited. */
const leftOvers = ({ texts }: DetectedDefaults, wanted: readonly string[]): readonly InitFile[] =>
  packPaths
    .filter((path) => !wanted.includes(path))
    .flatMap((path) => {
      const before = texts.get(path)
      return before === undefined ? [] : leftOver({ path, before, owner: 'rel' })
    })

function leftOver(file: Pick<InitFile, 'path' | 'owner'> & { readonly before: string }): readonly InitFile[] {
  const found = stampOf(file.before)
  const reason = 'the configuration does not need it'
  if (found?.isUnchanged) return [{ ...file, action: 'removed', after: null, reason }]
  const kept = { ...file, action: 'kept', after: file.before } as const
  return found ? [{ ...kept, reason: `${reason}, but it was changed by hand` }] : []
}

/** The environments with these names, and their policies. */
async function readEnvironments({ github, repository }: Context, names: readonly string[]) {
  const { environments, server } = await github.environments.list(repository)
  const wanted = environments.filter(({ name }) =>
    names.some((other) => other.toLowerCase() === name.toLowerCase()),
  )
  const withPolicies = async (found: EnvironmentState): Promise<EnvironmentState> =>
    found.lets === 'named'
      ? { ...found, policies: await github.environments.policies(repository, found.name) }
      : found
  return { environments: await Promise.all(wanted.map(withPolicies)), server }
}

/** The usage error of the options so far, such as an invalid value or an unknown reviewer; null if there is none. */
export async function readRefusal(
  context: Context,
  defaults: DetectedDefaults,
  options: InitOptions,
): Promise<string | null> {
  try {
    const { gates } = parseConfig(configurationOf(defaults, options).text)
    if (gates === 'reviewers') await readReviewers(context, options.reviewers)
    return null
  } catch (error) {
    if (error instanceof RelError && error.code === 'usage') return error.message
    throw error
  }
}

/** The reviewers of these logins and teams. GitHub allows six at most. */
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
    throw new RelError('usage', `Unknown on GitHub, or not visible to the token: ${unknown.join(', ')}.`, {
      hint: 'Pass --reviewers with logins, and teams as team:NAME.',
    })
  return found.filter((reviewer) => reviewer !== null)
}
