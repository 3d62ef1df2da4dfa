import { parseConfig, type Config } from '../config.js'
import type { Context } from '../context.js'
import { maySomethingStart, startableIn } from '../domain/approval/startable.js'
import { isUndecided, runBehind, waitingIn, type History } from '../domain/deployment.js'
import { environmentsOf, kindOf, previewLabel, slotLabel, slotsOf } from '../domain/environment.js'
import type { Refs } from '../domain/line.js'
import { commitsToCompare, type GateFact, type StatusFacts } from '../domain/status.js'
import { tagsOf } from '../domain/version.js'
import { previewsWanted } from '../domain/wanted.js'
import { readApproval } from './approval.js'
import { readLacking } from './unreintegrated.js'

/** Everything of the repository's environments. One request for the usual ones; more for those that have many attempts, or where a run waits. */
export const readStatus = (context: Context): Promise<StatusFacts> =>
  readEnvironments(context, environmentsOf, readLacking)

/** The same of the previews alone. */
export const readPreviews = (context: Context): Promise<StatusFacts> =>
  readEnvironments(
    context,
    () => [],
    async () => [],
  )

/** `namesOf`: the environments that are asked for beside the previews. */
type Names = (config: Config) => readonly string[]

/** What the default branch lacks of hotfixes. */
type Lacking = (
  context: Context,
  config: Config,
  look: { readonly refs: Refs; readonly main: string },
) => Promise<StatusFacts['unreintegrated']>

async function readEnvironments(context: Context, namesOf: Names, lacking: Lacking): Promise<StatusFacts> {
  const { repository } = context
  const { look, config } = await lookAround(context, namesOf)
  const { releases, labelled, recent, trunk } = look
  const defaultBranch = trunk?.name ?? 'main'
  const names = [
    ...previewsWanted({ config, defaultBranch, labelled }),
    ...recent.deployments
      .map(({ environment }) => environment)
      .filter((name) => kindOf(name) === 'ephemeral'),
  ]
  const previews = [...new Set(names)].map((environment) => ({
    environment,
    deployments: recent.deployments.filter((one) => one.environment === environment),
    more: recent.more && { after: null },
  }))
  const histories = await complete(context, [...look.histories, ...previews])
  const gates = await readGates(context, histories)
  const startable = await readStartable(context, { config, histories, releases })
  const facts = { repository, config, defaultBranch, histories, gates, startable, releases, labelled }
  if (!trunk) return { ...facts, behind: new Map(), unreintegrated: [] }
  const behind = await readBehind(context, commitsToCompare(facts), trunk.commit)
  const refs = { branches: look.lines, tags: tagsOf(releases) }
  return { ...facts, behind, unreintegrated: await lacking(context, config, { refs, main: trunk.commit }) }
}

/** Asks by the usual names, because the answer holds the configuration; a team with others is asked again by its own. */
async function lookAround({ github, repository }: Context, namesOf: Names) {
  const ask = (config: Config) =>
    github.status.look(repository, namesOf(config), [previewLabel, ...slotsOf(config).map(slotLabel)])
  const usual = parseConfig(null)
  const look = await ask(usual)
  const config = parseConfig(look.configuration)
  const asked = namesOf(usual)
  return namesOf(config).every((name) => asked.includes(name))
    ? { look, config }
    : { look: await ask(config), config }
}

/** Reads on until each history tells what runs. */
async function complete(
  { github, repository }: Context,
  histories: readonly History[],
): Promise<readonly History[]> {
  let all = histories
  for (;;) {
    const open = all.filter(isUndecided)
    if (open.length === 0) return all
    const read = await github.deployments.goOn(repository, open)
    all = all.map((history) => read.find(({ environment }) => environment === history.environment) ?? history)
  }
}

/** One request for each run that waits. */
async function readGates(
  { github, repository }: Context,
  histories: readonly History[],
): Promise<readonly GateFact[]> {
  const waiting = histories.flatMap((history) => waitingIn(history) ?? [])
  const runs = [...new Set(waiting.flatMap((attempt) => runBehind(attempt)?.id ?? []))]
  const gates = await Promise.all(
    runs.map(async (run) => (await github.runs.gates(repository, run)).map((gate) => ({ ...gate, run }))),
  )
  return gates.flat()
}

/** Where gates are dispatched no run waits: releases, and the runs that promoted them, tell. None is asked for where all is up to date. */
const readStartable = async (
  context: Context,
  facts: Pick<StatusFacts, 'config' | 'histories' | 'releases'>,
): Promise<StatusFacts['startable']> =>
  maySomethingStart(facts) ? startableIn(await readApproval(context, { withDigests: false })) : []

/** The clone knows most; GitHub compares what it lacks. */
async function readBehind(
  { git, github, repository }: Context,
  commits: readonly string[],
  tip: string,
): Promise<ReadonlyMap<string, number>> {
  const counted = await Promise.all(
    commits.map(async (commit) => [commit, await git.behind(commit, tip)] as const),
  )
  const known = counted.flatMap(([commit, count]) => (count === null ? [] : [[commit, count] as const]))
  const unknown = commits.filter((commit) => !known.some(([one]) => one === commit))
  return new Map([...known, ...(await github.deployments.behind(repository, unknown))])
}
