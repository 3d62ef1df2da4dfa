import { mustWrite } from '../../permissions.js'
import { GitHubError, validationFailed } from '../../errors.js'
import { resolveCommit } from '../../git/refs.js'
import { run, type GitRepository } from '../../git/run.js'
import type { Request } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { isPull, userOf, type PullRequest } from '../access/access.js'
import { chaptersOf, type NotesSettings } from './chapters.js'
import { targetCommit } from './tags.js'
import { readObject } from '../../git/objects.js'

export interface NotesOptions {
  /** There or not yet. */
  readonly tag: string
  /** Where the tag will be, if it is not there. */
  readonly target?: string | undefined
  readonly previous?: string | undefined
  readonly configuration?: string | undefined
}

/** What GitHub writes about the pull requests merged since the release before. */
export async function generateNotes(
  request: Request,
  options: NotesOptions,
): Promise<{ readonly name: string; readonly body: string }> {
  const { world, repository } = request
  mustWrite(request, 'contents')
  const git = world.git(repository)
  const head =
    (await resolveCommit(git, `refs/tags/${options.tag}`)) ??
    (await targetCommit(world, repository, options.target || repository.defaultBranch))
  if (head === null)
    throw validationFailed([{ resource: 'Release', code: 'invalid', field: 'target_commitish' }])
  const previous = options.previous || (await previousTag(world, repository, options.tag, head))
  if (options.previous && (await resolveCommit(git, `refs/tags/${options.previous}`)) === null)
    throw new GitHubError(400, 'Invalid previous_tag parameter')
  const settings = await settingsOf(git, head, options)
  const pulls = await mergedBetween(world, repository, previous, head)
  const page = `${world.urls.html}/${repository.owner}/${repository.name}`
  const range = previous ? `compare/${previous}...${options.tag}` : `commits/${options.tag}`
  const parts = [
    changes(world, page, settings, pulls),
    newcomers(world, repository, page, pulls),
    `**Full Changelog**: ${page}/${range}`,
  ]
  return { name: options.tag, body: parts.filter(Boolean).join('\n') }
}

/** The nearest published release that the new one is built upon. */
async function previousTag(
  world: World,
  repository: Repository,
  tag: string,
  head: string,
): Promise<string | null> {
  const released = new Set(
    world.store
      .by('releases', 'repository', repository.id)
      .filter((release) => !release.draft && release.tag !== tag)
      .map((release) => `refs/tags/${release.tag}`),
  )
  const below = ['--sort=-creatordate', '--format=%(refname)', `--merged=${head}`, 'refs/tags/']
  const tags = (await run(world.git(repository), ['for-each-ref', ...below])).split('\n')
  return tags.find((name) => released.has(name))?.slice('refs/tags/'.length) ?? null
}

/** Merged pull requests whose merge is new in `head`, in the order of their merges. */
async function mergedBetween(
  world: World,
  repository: Repository,
  previous: string | null,
  head: string,
): Promise<readonly PullRequest[]> {
  const git = world.git(repository)
  const range = previous === null ? [head] : [`refs/tags/${previous}..${head}`]
  const commits = new Set((await run(git, ['rev-list', ...range])).split('\n'))
  return pullsOf(world, repository)
    .filter(({ pull }) => pull.mergedAt !== null && commits.has(pull.mergeCommitSha ?? ''))
    .toSorted(byMerge)
}

const pullsOf = (world: World, repository: Repository): readonly PullRequest[] =>
  world.store.by('issues', 'repository', repository.id).filter(isPull)
const byMerge = (one: PullRequest, other: PullRequest): number =>
  (one.pull.mergedAt ?? '').localeCompare(other.pull.mergedAt ?? '') || one.number - other.number

async function settingsOf(
  git: GitRepository,
  head: string,
  options: NotesOptions,
): Promise<NotesSettings | null> {
  const paths = options.configuration
    ? [options.configuration]
    : ['.github/release.yml', '.github/release.yaml']
  for (const path of paths) {
    const file = await readObject(git, `${head}:${path}`)
    if (file?.type !== 'blob') continue
    const { parseNotesSettings } = await import('./notes-settings.js')
    return parseNotesSettings(path, file.content.toString(), options.target ?? options.tag)
  }
  return null
}

function changes(
  world: World,
  page: string,
  settings: NotesSettings | null,
  pulls: readonly PullRequest[],
): string {
  const labelled = pulls.map((pull) => ({
    author: pull.author,
    labels: pull.labels.map((id) => world.store.get('labels', id)?.name ?? ''),
    line: `* ${pull.title} by @${pull.author} in ${page}/pull/${pull.number}`,
  }))
  const chapters = chaptersOf(settings, labelled)
  if (chapters.length === 0) return settings?.comment ?? ''
  const text = chapters.map(({ title, lines }) => [...(title ? [`### ${title}`] : []), ...lines].join('\n'))
  return [...(settings ? [settings.comment] : []), "## What's Changed", ...text, ''].join('\n')
}

/** People, not bots, whose first merged pull request is among these. */
function newcomers(
  world: World,
  repository: Repository,
  page: string,
  pulls: readonly PullRequest[],
): string {
  const now = new Set(pulls.map(({ number }) => number))
  const before = new Set(
    pullsOf(world, repository)
      .filter(({ pull, number }) => pull.mergedAt !== null && !now.has(number))
      .map(({ author }) => author),
  )
  const first = new Map<string, PullRequest>()
  for (const pull of pulls) {
    const known = before.has(pull.author) || first.has(pull.author)
    if (!known && userOf(world, pull.author).type === 'User') first.set(pull.author, pull)
  }
  if (first.size === 0) return ''
  const lines = [...first].map(
    ([author, { number }]) => `* @${author} made their first contribution in ${page}/pull/${number}`,
  )
  return ['## New Contributors', ...lines, ''].join('\n')
}
