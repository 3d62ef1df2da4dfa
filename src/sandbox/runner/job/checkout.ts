import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { textOf } from '../json.js'
import { problemAt } from '../problem.js'
import { StepFailure } from './failure.js'
import type { Builtin, StepCall } from './step-scope.js'
import { runTool } from './run-program.js'

/** The commit to check out: the refspec to fetch, and the arguments of `git checkout`. */
interface Target {
  readonly sha: string
  readonly spec: string
  readonly checkout: readonly string[]
}

/** actions/checkout as in its README: a shallow clone over HTTP, with the given token or the job's. */
export const checkout: Builtin = async (call, inputValues, at) => {
  const { stepScope } = call
  const { github, jobContext } = stepScope
  if (inputValues['lfs'] === 'true' || (inputValues['submodules'] ?? 'false') !== 'false')
    throw problemAt(at, 'the sandbox does not support LFS files and submodules.')
  const repository = inputValues['repository'] || textOf(github['repository'] ?? null)
  const folder = resolve(jobContext.paths.workspace, inputValues['path'] ?? '.')
  if (relative(jobContext.paths.workspace, folder).startsWith('..'))
    throw new StepFailure(`Repository path '${folder}' is not under '${jobContext.paths.workspace}'`)
  const token = inputValues['token'] ?? jobContext.options.token
  const git = gitIn(call, folder, token)
  const target = await targetOf(call, repository, inputValues['ref'] ?? '')
  cleanFolder(folder, inputValues['clean'] !== 'false')
  const isNew = !existsSync(join(folder, '.git'))
  const settings = isNew ? createClone(folder) : await existingClone(git)
  await settings('remote "origin"', 'url', `${jobContext.options.server.url}/${repository}`)
  const depth = Number(inputValues['fetch-depth'] ?? '1')
  const fetch = (...specs: readonly string[]): Promise<void> =>
    git(...authOptions(jobContext.options.server.url, token), 'fetch', ...fetchOptions, ...specs)
  const tags = '+refs/tags/*:refs/tags/*'
  if (depth <= 0) await fetch('origin', '+refs/heads/*:refs/remotes/origin/*', tags)
  else if (inputValues['fetch-tags'] === 'true') await fetch(`--depth=${depth}`, 'origin', tags)
  await fetch(...(depth > 0 ? [`--depth=${depth}`] : []), 'origin', target.spec)
  await sparseCheckout(git, isNew ? folder : null, inputValues)
  await git('checkout', '--quiet', '--force', ...target.checkout)
  if (inputValues['persist-credentials'] !== 'false')
    await settings(...header(jobContext.options.server.url, token))
  jobContext.log.line(call.number, target.sha)
  return { ref: inputValues['ref'] || textOf(github['ref'] ?? null), commit: target.sha }
}

const fetchOptions = ['--quiet', '--no-tags', '--prune', '--no-auto-maintenance']

/** Writes a git setting of the clone; `section` has the form `name "subsection"`. */
type Settings = (section: string, key: string, value: string) => Promise<void>

/** The folders that `git init` creates. */
const emptyFolders = ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info']
const coreSettings =
  '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n\tfsync = none\n'

/** Creates a clone by writing its files: faster than running git for each setting. */
function createClone(folder: string): Settings {
  const gitFolder = join(folder, '.git')
  for (const name of emptyFolders) mkdirSync(join(gitFolder, name), { recursive: true })
  writeFileSync(join(gitFolder, 'HEAD'), 'ref: refs/heads/master\n')
  const fetched = '[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
  writeFileSync(join(gitFolder, 'config'), `${coreSettings}[gc]\n\tauto = 0\n${fetched}`)
  return async (section, key, value) =>
    appendFileSync(join(gitFolder, 'config'), `[${section}]\n\t${key} = ${value}\n`)
}

const existingClone = async (git: Git): Promise<Settings> => {
  await git('config', '--local', 'gc.auto', '0')
  return (section, key, value) =>
    git('config', '--local', `${section.replace(/^([^ ]*) "(.*)"$/, '$1.$2')}.${key}`, value)
}

/** Sets up sparse checkout by patterns, one per line: folders, unless cone mode is off. `created`: the folder of a new clone, or null. */
async function sparseCheckout(
  git: Git,
  created: string | null,
  inputValues: Readonly<Record<string, string>>,
): Promise<void> {
  const patterns = (inputValues['sparse-checkout'] ?? '').split('\n').filter((line) => line.trim() !== '')
  if (patterns.length === 0) return
  const isCone = inputValues['sparse-checkout-cone-mode'] !== 'false'
  if (isCone || created === null)
    return git('sparse-checkout', 'set', isCone ? '--cone' : '--no-cone', ...patterns)
  appendFileSync(
    join(created, '.git', 'config'),
    '[core]\n\tsparseCheckout = true\n\tsparseCheckoutCone = false\n',
  )
  writeFileSync(join(created, '.git', 'info', 'sparse-checkout'), `${patterns.join('\n')}\n`)
}

const header = (url: string, token: string): readonly [section: string, key: string, value: string] => [
  `http "${url}/"`,
  'extraheader',
  `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
]
const authOptions = (url: string, token: string): readonly string[] => [
  '-c',
  `http.${url}/.extraheader=${header(url, token)[2]}`,
]

type Git = (...args: readonly string[]) => Promise<void>

/** Runs git like a step: its output goes to the log. */
function gitIn(call: StepCall, folder: string, token: string): Git {
  call.stepScope.jobContext.log.mask(Buffer.from(`x-access-token:${token}`).toString('base64'))
  return async (...args) => {
    mkdirSync(folder, { recursive: true })
    const status = await runTool(call, ['git', ...args], folder)
    if (status !== 0) throw new StepFailure(`The process 'git' failed with exit code ${status}`)
  }
}

/** Finds the commit; without a ref, that of the run. A branch is checked out as a branch, a commit or pull request merge detached. */
async function targetOf({ stepScope }: StepCall, repository: string, ref: string): Promise<Target> {
  const { server } = stepScope.jobContext.options
  const own = textOf(stepScope.github['ref'] ?? null)
  const sha = textOf(stepScope.github['sha'] ?? null)
  if (
    repository.toLowerCase() === textOf(stepScope.github['repository'] ?? null).toLowerCase() &&
    (ref === '' || ref === own)
  )
    return targetFor(own, sha)
  if (/^[0-9a-f]{40}$/.test(ref)) return targetFor('', ref)
  const refName = ref || `refs/heads/${(await server.repository(repository))?.defaultBranch ?? ''}`
  for (const full of refName.startsWith('refs/')
    ? [refName]
    : [`refs/heads/${refName}`, `refs/tags/${refName}`]) {
    const found = await server.commit(repository, full)
    if (found) return targetFor(full, found.sha)
  }
  throw new StepFailure(`A branch or tag with the name '${ref}' could not be found`)
}

function targetFor(ref: string, sha: string): Target {
  if (ref.startsWith('refs/heads/')) {
    const branch = ref.slice('refs/heads/'.length)
    return {
      sha,
      spec: `+${sha}:refs/remotes/origin/${branch}`,
      checkout: ['-B', branch, `refs/remotes/origin/${branch}`],
    }
  }
  if (ref.startsWith('refs/tags/')) return { sha, spec: `+${ref}:${ref}`, checkout: [ref] }
  if (ref.startsWith('refs/pull/'))
    return {
      sha,
      spec: `+${sha}:refs/remotes/${ref.slice('refs/'.length)}`,
      checkout: [`refs/remotes/${ref.slice('refs/'.length)}`],
    }
  return { sha, spec: sha, checkout: ['--detach', sha] }
}

/** Empties the folder, as the action does, unless it is a clone that can be reused. */
function cleanFolder(folder: string, clean: boolean): void {
  mkdirSync(folder, { recursive: true })
  if (clean && !existsSync(join(folder, '.git')))
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
}
