import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { textOf } from '../json.js'
import { problemAt } from '../problem.js'
import { StepFailure } from './failure.js'
import type { Builtin, StepCall } from './step-scope.js'
import { runTool } from './run-program.js'

/** What is fetched, and how it is called when it is there. */
interface Target {
  readonly sha: string
  readonly spec: string
  readonly checkout: readonly string[]
}

/** actions/checkout as its README has it: a shallow clone over HTTP, with the job's token or the one that is given. */
export const checkout: Builtin = async (call, given, at) => {
  const { stepScope } = call
  const { github, jobContext } = stepScope
  if (given['lfs'] === 'true' || (given['submodules'] ?? 'false') !== 'false')
    throw problemAt(at, 'the sandbox checks out neither LFS files nor submodules.')
  const repository = given['repository'] || textOf(github['repository'] ?? null)
  const folder = resolve(jobContext.paths.workspace, given['path'] ?? '.')
  if (relative(jobContext.paths.workspace, folder).startsWith('..'))
    throw new StepFailure(`Repository path '${folder}' is not under '${jobContext.paths.workspace}'`)
  const token = given['token'] ?? jobContext.order.token
  const git = gitIn(call, folder, token)
  const target = await targetOf(call, repository, given['ref'] ?? '')
  prepare(folder, given['clean'] !== 'false')
  const isNew = !existsSync(join(folder, '.git'))
  const settings = isNew ? first(folder) : await again(git)
  await settings('remote "origin"', 'url', `${jobContext.order.server.url}/${repository}`)
  const depth = Number(given['fetch-depth'] ?? '1')
  const fetch = (...specs: readonly string[]): Promise<void> =>
    git(...signed(jobContext.order.server.url, token), 'fetch', ...quietly, ...specs)
  const tags = '+refs/tags/*:refs/tags/*'
  if (depth <= 0) await fetch('origin', '+refs/heads/*:refs/remotes/origin/*', tags)
  else if (given['fetch-tags'] === 'true') await fetch(`--depth=${depth}`, 'origin', tags)
  await fetch(...(depth > 0 ? [`--depth=${depth}`] : []), 'origin', target.spec)
  await sparsely(git, isNew ? folder : null, given)
  await git('checkout', '--quiet', '--force', ...target.checkout)
  if (given['persist-credentials'] !== 'false') await settings(...header(jobContext.order.server.url, token))
  jobContext.log.line(call.number, target.sha)
  return { ref: given['ref'] || textOf(github['ref'] ?? null), commit: target.sha }
}

const quietly = ['--quiet', '--no-tags', '--prune', '--no-auto-maintenance']

/** Writes one setting of the clone: `section "sub"`, its key, and the value. */
type Settings = (section: string, key: string, value: string) => Promise<void>

/** What `git init` leaves, without its samples of hooks. */
const emptyFolders = ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info']
const coreSettings =
  '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n\tfsync = none\n'

/** A new clone is made of files, and its settings are added to its file: a program for each would take longer. */
function first(folder: string): Settings {
  const place = join(folder, '.git')
  for (const name of emptyFolders) mkdirSync(join(place, name), { recursive: true })
  writeFileSync(join(place, 'HEAD'), 'ref: refs/heads/master\n')
  const fetched = '[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
  writeFileSync(join(place, 'config'), `${coreSettings}[gc]\n\tauto = 0\n${fetched}`)
  return async (section, key, value) =>
    appendFileSync(join(place, 'config'), `[${section}]\n\t${key} = ${value}\n`)
}

const again = async (git: Git): Promise<Settings> => {
  await git('config', '--local', 'gc.auto', '0')
  return (section, key, value) =>
    git('config', '--local', `${section.replace(/ "(.*)"$/, '.$1')}.${key}`, value)
}

/** Everything, or what the patterns name, one a line: folders, unless cone mode is off. `created`: the folder of a new clone. */
async function sparsely(
  git: Git,
  created: string | null,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  const patterns = (given['sparse-checkout'] ?? '').split('\n').filter((line) => line.trim() !== '')
  if (patterns.length === 0) return
  const isCone = given['sparse-checkout-cone-mode'] !== 'false'
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
const signed = (url: string, token: string): readonly string[] => [
  '-c',
  `http.${url}/.extraheader=${header(url, token)[2]}`,
]

type Git = (...args: readonly string[]) => Promise<void>

/** Runs git as a step does; what it prints is in the log. */
function gitIn(call: StepCall, folder: string, token: string): Git {
  call.stepScope.jobContext.log.mask(Buffer.from(`x-access-token:${token}`).toString('base64'))
  return async (...args) => {
    mkdirSync(folder, { recursive: true })
    const status = await runTool(call, ['git', ...args], folder)
    if (status !== 0) throw new StepFailure(`The process 'git' failed with exit code ${status}`)
  }
}

/** Without a ref: what started the run. A branch stays a branch; a commit and a pull request's merge are nobody's. */
async function targetOf({ stepScope }: StepCall, repository: string, ref: string): Promise<Target> {
  const { server } = stepScope.jobContext.order
  const own = textOf(stepScope.github['ref'] ?? null)
  const sha = textOf(stepScope.github['sha'] ?? null)
  if (
    repository.toLowerCase() === textOf(stepScope.github['repository'] ?? null).toLowerCase() &&
    (ref === '' || ref === own)
  )
    return named(own, sha)
  if (/^[0-9a-f]{40}$/.test(ref)) return named('', ref)
  const wanted = ref || `refs/heads/${(await server.repository(repository))?.defaultBranch ?? ''}`
  for (const full of wanted.startsWith('refs/')
    ? [wanted]
    : [`refs/heads/${wanted}`, `refs/tags/${wanted}`]) {
    const found = await server.commit(repository, full)
    if (found) return named(full, found.sha)
  }
  throw new StepFailure(`A branch or tag with the name '${ref}' could not be found`)
}

function named(ref: string, sha: string): Target {
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

/** As the action does: what lies there is removed, unless it is a clone that may be used again. */
function prepare(folder: string, clean: boolean): void {
  mkdirSync(folder, { recursive: true })
  if (clean && !existsSync(join(folder, '.git')))
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
}
