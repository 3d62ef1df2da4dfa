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

/** The facts about all environments. One request for the usual ones; more for long histories and for waiting runs. */
export const readStatus = async (context: Context): Promise<StatusFacts> => {
  const { facts, refs, main } = await readEnvironments(context, all)
  if (main === null) return facts
  const compared = await withBehind(context, facts, main)
  return { ...compared, unreintegrated: await readMissingFast(context, facts.config, { refs, main }) }
}

/** The facts about previews only. */
export const readPreviews = async (context: Context): Promise<StatusFacts> => {
  const { facts, main } = await readEnvironments(context, { ...all, names: () => [] })
  return main === null ? facts : withBehind(context, facts, main)
}

/** The facts about the QA slots and their queues, without how far they are behind. */
export const readQaSlots = async (context: Context): Promise<StatusFacts> =>
  (await readEnvironments(context, qaSlots)).facts

/** What to read: environments by name, previews, and the labels that request them. */
interface StatusOptions {
  readonly names: (config: Config) => readonly string[]
  readonly labels: (config: Config) => readonly string[]
  readonly previews: (recent: History, wanted: DemandFacts) => readonly History[]
}
const slotLabels = (config: Config): readonly string[] => slotsOf(config).map(slotLabel)
const all: StatusOptions = {
  names: environmentsOf,
  labels: (config) => [previewLabel, ...slotLabels(config)],
  previews: previewsIn,
}
const qaSlots: StatusOptions = {
  names: (config) => environmentsOf(config, slotsOf(config).map(slotName)),
  labels: (config) => [...slotLabels(config), ...slotsOf(config).map(queueLabel)],
  previews: () => [],
}

async function readEnvironments(context: Context, options: StatusOptions) {
  const { repository } = context
  const { data, config } = await readData(context, options)
  const { releases, labelled, trunk } = data
  const defaultBranch = trunk?.name ?? 'main'
  const previews = options.previews(data.recent, { config, defaultBranch, labelled })
  const histories = await readUntilDecided(context, [...data.histories, ...previews])
  const gates = await readGates(context, histories)
  const startable = await readStartable(context, { config, histories, releases })
  const facts: StatusFacts = {
    ...{ repository, config, defaultBranch, histories, gates, startable, releases, labelled },
    branches: data.lines,
    behind: new Map(),
    unreintegrated: [],
  }
  return { facts, refs: { branches: data.lines, tags: tagsOf(releases) }, main: trunk?.commit ?? null }
}

/** The previews that are requested, and those deployed lately. */
function previewsIn(recent: History, wanted: DemandFacts): readonly History[] {
  const deployed = recent.deployments
    .map(({ environment }) => environment)
    .filter((name) => kindOf(name) === 'ephemeral')
  return [...new Set([...requestedPreviews(wanted), ...deployed])].map((environment) => ({
    environment,
    deployments: recent.deployments.filter((deployment) => deployment.environment === environment),
    more: recent.more && { after: null },
  }))
}

/** Asks for the default environments, because the answer contains the configuration; asks again if that has other names. */
async function readData({ github, repository }: Context, { names, labels }: StatusOptions) {
  const read = (config: Config) => github.status.read(repository, names(config), labels(config))
  const defaults = parseConfig(null)
  const data = await read(defaults)
  const config = parseConfig(data.configuration)
  const known = names(defaults)
  return names(config).every((name) => known.includes(name))
    ? { data, config }
    : { data: await read(config), config }
}

/** Reads more pages until each history shows what its environment runs. */
async function readUntilDecided(
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

/** The gates of waiting runs. One request for each. */
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

/** With dispatched gates no run waits, so the waiting versions are read from releases and runs; nothing is read if all is up to date. */
const readStartable = async (
  context: Context,
  facts: Pick<StatusFacts, 'config' | 'histories' | 'releases'>,
): Promise<StatusFacts['startable']> =>
  mayStartVersion(facts) ? startableIn(await readApproval(context, { depth: 'runs' })) : []

const withBehind = async (context: Context, facts: StatusFacts, main: string): Promise<StatusFacts> => ({
  ...facts,
  behind: await readBehind(context, commitsToCompare(facts), main),
})

/** Counts in the clone where it has the commits, and asks GitHub for the rest. */
async function readBehind(
  { git, github, repository }: Context,
  commits: readonly string[],
  tip: string,
): Promise<ReadonlyMap<string, number>> {
  const counted = await Promise.all(
    commits.map(async (commit) => [commit, await git.behind(commit, tip)] as const),
  )
  const known = counted.flatMap(([commit, count]) => (count === null ? [] : [[commit, count] as const]))
  const unknown = commits.filter((commit) => !known.some(([counted]) => counted === commit))
  return new Map([...known, ...(await github.deployments.behind(repository, unknown))])
}
