import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JobContext } from './job-context.js'
import { StepFailure } from './failure.js'

/** The files of a commit of a repository, in a folder of the job; fetched once. */
export async function download(jobContext: JobContext, repository: string, commit: string): Promise<string> {
  const folder = join(jobContext.paths.actions, repository, commit)
  if (existsSync(folder)) return folder
  mkdirSync(folder, { recursive: true })
  const archive = await jobContext.order.server.archive(repository, commit)
  await new Promise<void>((done, fail) => {
    const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] })
    tar.on('error', fail)
    tar.stdin.on('error', () => undefined) // its status says what happened
    tar.on('close', (status) =>
      status === 0 ? done() : fail(new StepFailure(`${repository}@${commit} cannot be unpacked.`)),
    )
    tar.stdin.end(archive)
  })
  return folder
}
