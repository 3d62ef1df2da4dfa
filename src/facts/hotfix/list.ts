import type { Config } from '../../config.js'
import type { Context } from '../../context.js'
import { runningIn, type History } from '../../domain/model/deployment.js'
import type { HotfixAudit, HotfixListFacts, RunningLine } from '../../domain/hotfix/list.js'
import { linesOf, type Refs } from '../../domain/line/line.js'
import { environmentOf, servicesOf, type Service } from '../../domain/model/service.js'
import { readLines } from '../line/audit.js'
import { configOf, readUntilDecided, versionAt, versionOfDeployment } from '../line/line.js'
import { readAffectedLines } from '../line/main-commits.js'

/** The environments that a version of a line may be deployed to. */
const environments = ['staging', 'production', 'hotfix'] as const

/** Lines without commits of their own are listed only among the newest. */
const newestLines = 30

type HotfixQuery = Awaited<ReturnType<Context['github']['hotfixes']['query']>>

/** How every commit of every line is on the default branch. */
export async function readAudit(context: Context): Promise<HotfixAudit> {
  const { git, github, repository } = context
  const [refs, data] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.query(repository, { environments: [] }),
  ])
  return toAudit(context, refs, data)
}

async function toAudit(context: Context, refs: Refs, data: HotfixQuery): Promise<HotfixAudit> {
  const lines = await readLines(context, refs, data)
  const affectedLines = await readAffectedLines(context, refs, data.trunk.commit, lines)
  return { defaultBranch: data.trunk.name, lines, affectedLines }
}

/** The lines, the open pull requests into them, and the environments that run them. */
export async function readHotfixes(context: Context): Promise<HotfixListFacts> {
  const { git, github, repository } = context
  const [refs, data] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.query(repository, { environments }),
  ])
  const config = configOf(data)
  const audited = await toAudit(context, refs, data)
  const lines = linesOf(servicesOf(config), refs).flatMap((line, index) => {
    const known = audited.lines.find(({ branch }) => branch === line.branch)
    return known ?? (index < newestLines ? { ...line, commits: [], reintegrations: [] } : [])
  })
  const { open } = await github.lines.pulls(repository, {
    into: lines.map(({ branch }) => branch),
    from: [],
  })
  return { ...audited, lines, open, running: await readRunning(context, config, refs, data.histories) }
}

async function readRunning(
  context: Context,
  config: Config,
  refs: Refs,
  histories: readonly History[],
): Promise<readonly RunningLine[]> {
  const stages = environments.filter((stage) => config.environments.includes(stage))
  const services = servicesOf(config).flatMap((service) => stages.map((stage) => ({ service, stage })))
  const running = await Promise.all(
    services.map(({ service, stage }) => {
      const environment = environmentOf(service, stage)
      const found = histories.find((history) => history.environment === environment)
      return readRunningIn(
        context,
        service,
        refs,
        found ?? { environment, deployments: [], more: { after: null } },
      )
    }),
  )
  return running.flat()
}

async function readRunningIn(
  context: Context,
  service: Service,
  refs: Refs,
  history: History,
): Promise<readonly RunningLine[]> {
  const decided = await readUntilDecided(context, history)
  const running = runningIn(decided, (commit) => versionAt(service, refs, commit))
  if (!running) return []
  const { environment } = history
  const version = versionOfDeployment(running)
  return [{ environment, service: service.name, version, pullRequest: running.pr }]
}
