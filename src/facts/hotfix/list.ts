import type { Config } from '../../config.js'
import type { Context } from '../../context.js'
import { runningIn, type History } from '../../domain/model/deployment.js'
import type { HotfixAudit, HotfixListFacts, RunsHere } from '../../domain/hotfix/list.js'
import { linesOf, type Refs } from '../../domain/line/line.js'
import { environmentOf, servicesOf, type Service } from '../../domain/model/service.js'
import { readLines } from '../line/audit.js'
import { configOf, readUntilDecided, versionAt, versionOfDeployment } from '../line/line.js'
import { readAffectedLines } from '../line/main-commits.js'

/** The environments in which a version of a line may run. */
const places = ['staging', 'production', 'hotfix'] as const

/** As many lines are looked at as people remember: those that were worked on, and the newest. */
const newest = 30

type Look = Awaited<ReturnType<Context['github']['hotfixes']['look']>>

/** Where every commit of every line is on the default branch. */
export async function readAudit(context: Context): Promise<HotfixAudit> {
  const { git, github, repository } = context
  const [refs, look] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.look(repository, { environments: [] }),
  ])
  return auditing(context, refs, look)
}

async function auditing(context: Context, refs: Refs, look: Look): Promise<HotfixAudit> {
  const lines = await readLines(context, refs, look)
  const spoiled = await readAffectedLines(context, refs, look.trunk.commit, lines)
  return { defaultBranch: look.trunk.name, lines, spoiled }
}

/** The lines, what runs of them, and the open pull requests into them. */
export async function readHotfixes(context: Context): Promise<HotfixListFacts> {
  const { git, github, repository } = context
  const [refs, look] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.look(repository, { environments: places }),
  ])
  const config = configOf(look)
  const audited = await auditing(context, refs, look)
  const lines = linesOf(servicesOf(config), refs).flatMap((line, index) => {
    const known = audited.lines.find(({ branch }) => branch === line.branch)
    return known ?? (index < newest ? { ...line, commits: [], reintegrations: [] } : [])
  })
  const { open } = await github.lines.pulls(repository, {
    into: lines.map(({ branch }) => branch),
    from: [],
  })
  return { ...audited, lines, open, running: await readRunning(context, config, refs, look.histories) }
}

async function readRunning(
  context: Context,
  config: Config,
  refs: Refs,
  histories: readonly History[],
): Promise<readonly RunsHere[]> {
  const wanted = servicesOf(config).flatMap((service) =>
    places.filter((place) => config.environments.includes(place)).map((place) => ({ service, place })),
  )
  const told = await Promise.all(
    wanted.map(({ service, place }) => {
      const environment = environmentOf(service, place)
      const known = histories.find((one) => one.environment === environment)
      return readOne(context, service, refs, known ?? { environment, deployments: [], more: { after: null } })
    }),
  )
  return told.flat()
}

async function readOne(
  context: Context,
  service: Service,
  refs: Refs,
  history: History,
): Promise<readonly RunsHere[]> {
  const known = await readUntilDecided(context, history)
  const running = runningIn(known, (commit) => versionAt(service, refs, commit))
  if (!running) return []
  const { environment } = history
  const version = versionOfDeployment(running)
  return [{ environment, service: service.name, version, pullRequest: running.pr }]
}
