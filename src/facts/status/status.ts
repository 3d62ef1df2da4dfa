import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { mayStartVersion, startableIn } from '../../domain/approval/candidates.js'
import { isUndecided, runOf, waitingIn, type History } from '../../domain/model/deployment.js'
import {
  environmentsOf,
  kindOf,
  previewLabel,
  queueLabel,
  slotLabel,
  slotName,
  slotsOf,
} from '../../domain/model/environment.js'
import { commitsToCompare } from '../../domain/status/status.js'
import { type WaitingGate } from '../../domain/approval/facts.js'
import { type StatusFacts } from '../../domain/status/facts.js'
import { tagsOf } from '../../domain/model/version.js'
import { requestedPreviews, type DemandFacts } from '../../domain/label/demand.js'
import { readApproval } from '../approval/approval.js'
import { readMissingFast } from '../line/missing-on-main.js'

/** Everything of the repository's environments. One request for the usual ones; more for those that have many attempts, or where a run waits. */
export const readStatus = async (context: Context): Promise<StatusFacts> => {
  const { facts, refs, main } = await readEnvironments(context, all)
  if (main === null) return facts
  const compared = await withBehind(context, facts, main)
  return { ...compared, unreintegrated: await readMissingFast(context, facts.config, { refs, main }) }
}

/** The same of the previews alone. */
export const readPreviews = async (context: Context): Promise<StatusFacts> => {
  const { facts, main } = await readEnvironments(context, { ...all, names: () => [] })
  return main === null ? facts : withBehind(context, facts, main)
}

/** The same of the QA slots, and who stands in line for them; not how far they are behind. */
export const readQaSlots = async (context: Context): Promise<StatusFacts> =>
  (await readEnvironments(context, board)).facts

/** What is looked at: environments by their names, previews beside them, and the labels that ask for them. */
interface Asked {
  readonly names: (config: Config) => readonly string[]
  readonly labels: (config: Config) => readonly string[]
  readonly previews: (recent: History, wanted: DemandFacts) => readonly History[]
}
const slotLabels = (config: Config): readonly string[] => slotsOf(config).map(slotLabel)
const all: Asked = {
  names: environmentsOf,
  labels: (config) => [previewLabel, ...slotLabels(config)],
  previews: previewsIn,
}
const board: Asked = {
  names: (config) => environmentsOf(config, slotsOf(config).map(slotName)),
  labels: (config) => [...slotLabels(config), ...slotsOf(config).map(queueLabel)],
  previews: () => [],
}

async function readEnvironments(context: Context, asked: Asked) {
  const { repository } = context
  const { look, config } = await lookAround(context, asked)
  const { releases, labelled, trunk } = look
  const defaultBranch = trunk?.name ?? 'main'
  const previews = asked.previews(look.recent, { config, defaultBranch, labelled })
  const histories = await complete(context, [...look.histories, ...previews])
  const gates = await readGates(context, histories)
  const startable = await readStartable(context, { config, histories, releases })
  const facts: StatusFacts = {
    ...{ repository, config, defaultBranch, histories, gates, startable, releases, labelled },
    branches: look.lines,
    behind: new Map(),
    unreintegrated: [],
  }
  return { facts, refs: { branches: look.lines, tags: tagsOf(releases) }, main: trunk?.commit ?? null }
}

/** Those that somebody wants, and those that were deployed lately. */
function previewsIn(recent: History, wanted: DemandFacts): readonly History[] {
  const deployed = recent.deployments
    .map(({ environment }) => environment)
    .filter((name) => kindOf(name) === 'ephemeral')
  return [...new Set([...requestedPreviews(wanted), ...deployed])].map((environment) => ({
    environment,
    deployments: recent.deployments.filter((one) => one.environment === environment),
    more: recent.more && { after: null },
  }))
}

/** Asks by the usual names, because the answer holds the configuration; a team with others is asked again by its own. */
async function lookAround({ github, repository }: Context, { names, labels }: Asked) {
  const ask = (config: Config) => github.status.look(repository, names(config), labels(config))
  const usual = parseConfig(null)
  const look = await ask(usual)
  const config = parseConfig(look.configuration)
  const known = names(usual)
  return names(config).every((name) => known.includes(name))
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
    const read = await github.deployments.readMore(repository, open)
    all = all.map((history) => read.find(({ environment }) => environment === history.environment) ?? history)
  }
}

/** One request for each run that waits. */
async function readGates(
  { github, repository }: Context,
  histories: readonly History[],
): Promise<readonly WaitingGate[]> {
  const waiting = histories.flatMap((history) => waitingIn(history) ?? [])
  const runs = [...new Set(waiting.flatMap((attempt) => runOf(attempt)?.id ?? []))]
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
  mayStartVersion(facts) ? startableIn(await readApproval(context, { depth: 'runs' })) : []

const withBehind = async (context: Context, facts: StatusFacts, main: string): Promise<StatusFacts> => ({
  ...facts,
  behind: await readBehind(context, commitsToCompare(facts), main),
})

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
