import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { problemAt, type Place } from '../problem.js'
import { actionFile, readAction, type Action } from './action.js'
import { StepFailure } from './failure.js'
import type { JobContext } from './job-context.js'
import type { StepCall } from './step-scope.js'

export interface Reference {
  /** owner/name */
  readonly repository: string
  /** Within it; '' for its root. */
  readonly path: string
  readonly ref: string
}

export function referenceIn(uses: string): Reference | null {
  const [, repository, path = '', ref] = /^([^/@.][^/@]*\/[^/@]+)(?:\/([^@]+))?@(.+)$/.exec(uses) ?? []
  return repository === undefined || ref === undefined ? null : { repository, path, ref }
}

/** What stands in for an action: named with its ref, or without. */
export const standinFor = (standins: Readonly<Record<string, string>>, uses: string): string | undefined =>
  standins[uses] ?? standins[uses.split('@')[0] ?? '']

/** Without the ref, in small letters. */
export const nameIn = (uses: string): string => (uses.split('@')[0] ?? '').toLowerCase()

export async function actionOf(
  { stepScope, name, number }: StepCall,
  uses: string,
  at: Place,
): Promise<Action> {
  const { jobContext } = stepScope
  const { standins, source } = jobContext.order
  if (uses.startsWith('./')) return local(join(jobContext.paths.workspace, uses), uses, at)
  const standin = standinFor(standins, uses)
  if (standin !== undefined) {
    jobContext.log.line(number, `##[notice]${standin} stands in for ${uses}`)
    const folder = await download(jobContext, source.repository, source.commit)
    return local(join(folder, standin.replace(/\/action\.ya?ml$/, '')), standin, at)
  }
  const reference = referenceIn(uses)
  const known = reference && (await jobContext.order.server.repository(reference.repository))
  const found = known && (await jobContext.order.server.commit(reference.repository, reference.ref))
  if (!reference || !found) throw problemAt(at, unresolved(uses, name))
  const folder = join(await download(jobContext, reference.repository, found.sha), reference.path)
  const path = actionFile(folder)
  if (path === null) throw problemAt(at, `Can't find 'action.yml' or 'action.yaml' in '${uses}'.`)
  return readAction(uses, path, folder, at)
}

/** The files of a commit of a repository, in a folder of the job; fetched once. */
async function download(jobContext: JobContext, repository: string, commit: string): Promise<string> {
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

function local(folder: string, uses: string, at: Place): Action {
  const path = actionFile(folder)
  if (path === null)
    throw problemAt(
      at,
      `Can't find 'action.yml', 'action.yaml' under '${folder}'. Did you forget to run actions/checkout before running your local action '${uses}'?`,
    )
  return readAction(uses, path, folder, at)
}

/** What to do about an action that the sandbox does not have. */
export function unresolved(uses: string, step: string): string {
  const standin = `eclare a stand-in under sandbox.standins["${uses.split('@')[0] ?? uses}"] in .github/rel.yml.`
  if (uses.startsWith('docker://')) return `'${uses}' needs Docker, which is not in the sandbox. D${standin}`
  const repository = referenceIn(uses)?.repository ?? uses
  return `step '${step}' uses '${uses}', which is not in the sandbox. Add the repository (rel sandbox import PATH --as ${repository}) or d${standin}`
}
