import { readFileSync } from 'node:fs'
import { downloadPrefix } from '../../downloads.js'
import { GitHubError, notFound } from '../../errors.js'
import { mustNotBeExpired } from '../../rules/actions/artifacts.js'
import { jobLog, runLogs } from '../../rules/actions/logs.js'
import { attemptOf } from '../../rules/actions/runs.js'
import type { World } from '../../world.js'
import { zip } from '../../zip.js'
import { artifactFile } from '../runner-api/artifacts.js'
import type { Exchange, Reply } from './exchange.js'
import { replyTo } from './send.js'

export const isDownload = ({ path }: Pick<Exchange, 'path'>): boolean => path.startsWith(downloadPrefix)

/** Answers a download whose link the sandbox signed; 403 if the link is not signed or has expired. */
export function answerDownload(world: World, artifacts: string, { method, url }: Exchange): Reply {
  try {
    if (!['GET', 'HEAD'].includes(method)) throw notFound()
    if (!world.downloads.isValid(url))
      throw new GitHubError(403, 'The download link is not valid or has expired.')
    const [, kind, id, attempt] =
      /^\/_downloads\/(artifacts|logs\/jobs|logs\/runs)\/(\d+)(?:\/(\d+))?\.\w+$/.exec(url.pathname) ?? []
    const read = kind === undefined ? undefined : contents[kind]
    if (!read) throw notFound()
    return read(world, { id: Number(id), attempt: Number(attempt), artifacts })
  } catch (error) {
    return replyTo(error)
  }
}

interface Wanted {
  readonly id: number
  /** Of a run's logs. */
  readonly attempt: number
  /** The folder of the artifacts. */
  readonly artifacts: string
}

const contents: Readonly<Record<string, (world: World, wanted: Wanted) => Reply>> = {
  artifacts: (world, { id, artifacts: folder }) => {
    const artifact = world.store.get('artifacts', id)
    if (!artifact) throw notFound()
    mustNotBeExpired(world, artifact)
    return bytes(readFileSync(artifactFile(folder, id)), 'application/zip')
  },
  'logs/jobs': (world, { id }) => {
    const job = world.store.get('jobs', id)
    if (!job) throw notFound()
    return bytes(Buffer.from(jobLog(world, job)), 'text/plain; charset=utf-8')
  },
  'logs/runs': (world, { id, attempt }) => {
    const run = world.store.get('runs', id)
    if (!run) throw notFound()
    return bytes(zip(runLogs(world, attemptOf(run, attempt))), 'application/zip')
  },
}

const bytes = (body: Buffer, type: string): Reply => ({ status: 200, headers: {}, body, type })
