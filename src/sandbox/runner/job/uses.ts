import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { problemAt, type SourceLocation } from '../problem.js'
import { actionFile, readAction, type Action } from './action.js'
import { StepFailure } from './failure.js'
import type { JobContext } from './job-context.js'
import type { StepCall } from './step-scope.js'

export interface Reference {
  /** owner/name */
  readonly repository: string
  /** The path in the repository; '' for its root. */
  readonly path: string
  readonly ref: string
}

export function referenceIn(uses: string): Reference | null {
  const [, repository, path = '', ref] = /^([^/@.][^/@]*\/[^/@]+)(?:\/([^@]+))?@(.+)$/.exec(uses) ?? []
  return repository === undefined || ref === undefined ? null : { repository, path, ref }
}

/** The path of the stand-in for an action, declared with or without its ref. */
export const standinFor = (standins: Readonly<Record<string, string>>, uses: string): string | undefined =>
  standins[uses] ?? standins[uses.split('@')[0] ?? '']

/** The name of an action without its ref, in lower case. */
export const nameIn = (uses: string): string => (uses.split('@')[0] ?? '').toLowerCase()

export async function actionOf(
  { stepScope, name, number }: StepCall,
  uses: string,
  at: SourceLocation,
): Promise<Action> {
  const { jobContext } = stepScope
  const { standins, source } = jobContext.options
  if (uses.startsWith('./')) return localAction(join(jobContext.paths.workspace, uses), uses, at)
  const standin = standinFor(standins, uses)
  if (standin !== undefined) {
    jobContext.log.line(number, `##[notice]Using the stand-in ${standin} for ${uses}`)
    const folder = await download(jobContext, source.repository, source.commit)
    return localAction(join(folder, standin.replace(/\/action\.ya?ml$/, '')), standin, at)
  }
  const reference = referenceIn(uses)
  const known = reference && (await jobContext.options.server.repository(reference.repository))
  const found = known && (await jobContext.options.server.commit(reference.repository, reference.ref))
  if (!reference || !found) throw problemAt(at, unavailableAction(uses, name))
  const folder = join(await download(jobContext, reference.repository, found.sha), reference.path)
  const path = actionFile(folder)
  if (path === null) throw problemAt(at, `Can't find 'action.yml' or 'action.yaml' in '${uses}'.`)
  return readAction(uses, path, folder, at)
}

/** Downloads the files of a commit to a folder of the job, once. */
async function download(jobContext: JobContext, repository: string, commit: string): Promise<string> {
  const folder = join(jobContext.paths.actions, repository, commit)
  if (existsSync(folder)) return folder
  mkdirSync(folder, { recursive: true })
  const archive = await jobContext.options.server.archive(repository, commit)
  await new Promise<void>((done, fail) => {
    const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] })
    tar.on('error', fail)
    tar.stdin.on('error', () => undefined) // reported by its exit status
    tar.on('close', (status) =>
      status === 0 ? done() : fail(new StepFailure(`Cannot unpack ${repository}@${commit}.`)),
    )
    tar.stdin.end(archive)
  })
  return folder
}

function localAction(folder: string, uses: string, at: SourceLocation): Action {
  const path = actionFile(folder)
  if (path === null)
    throw problemAt(
      at,
      `Can't find 'action.yml', 'action.yaml' under '${folder}'. Did you forget to run actions/checkout before running your local action '${uses}'?`,
    )
  return readAction(uses, path, folder, at)
}

/** The message for an action that is not in the sandbox, with what to do about it. */
export function unavailableAction(uses: string, step: string): string {
  const standin = `eclare a stand-in under sandbox.standins["${uses.split('@')[0] ?? uses}"] in .github/rel.yml.`
  if (uses.startsWith('docker://'))
    return `'${uses}' requires Docker, which is not in the sandbox. D${standin}`
  const repository = referenceIn(uses)?.repository ?? uses
  return `step '${step}' uses '${uses}', which is not in the sandbox. Add the repository (rel sandbox import PATH --as ${repository}) or d${standin}`
}
