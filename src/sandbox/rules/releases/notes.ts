import { mustWrite } from '../../permissions.js'
import { GitHubError, validationFailed } from '../../errors.js'
import { resolveCommit } from '../../git/refs.js'
import { run, type GitRepository } from '../../git/run.js'
import type { Request } from '../../request.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { isPull, userOf, type PullRequest } from '../access/access.js'
import { sectionsOf, type NotesSettings } from './chapters.js'
import { targetCommit } from './tags.js'
import { readObject } from '../../git/objects.js'

export interface NotesOptions {
  /** A tag that may not exist yet. */
  readonly tag: string
  /** The commit for a tag that does not exist yet. */
  readonly target?: string | undefined
  readonly previous?: string | undefined
  readonly configuration?: string | undefined
}

/** Release notes as GitHub generates them from the pull requests merged since the previous release. */
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
    newContributors(world, repository, page, pulls),
    `**Full Changelog**: ${page}/${range}`,
  ]
  return { name: options.tag, body: parts.filter(Boolean).join('\n') }
}

/** The tag of the nearest published release in the history of the new one. */
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
  const options = ['--sort=-creatordate', '--format=%(refname)', `--merged=${head}`, 'refs/tags/']
  const tags = (await run(world.git(repository), ['for-each-ref', ...options])).split('\n')
  return tags.find((name) => released.has(name))?.slice('refs/tags/'.length) ?? null
}

/** Pull requests whose merge is in `head` and not in `previous`, in the order of their merges. */
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
const byMerge = (left: PullRequest, right: PullRequest): number =>
  (left.pull.mergedAt ?? '').localeCompare(right.pull.mergedAt ?? '') || left.number - right.number

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
  const chapters = sectionsOf(settings, labelled)
  if (chapters.length === 0) return settings?.comment ?? ''
  const text = chapters.map(({ title, lines }) => [...(title ? [`### ${title}`] : []), ...lines].join('\n'))
  return [...(settings ? [settings.comment] : []), "## What's Changed", ...text, ''].join('\n')
}

/** The section about users, not bots, whose first merged pull request is among these. */
function newContributors(
  world: World,
  repository: Repository,
  page: string,
  pulls: readonly PullRequest[],
): string {
  const numbers = new Set(pulls.map(({ number }) => number))
  const before = new Set(
    pullsOf(world, repository)
      .filter(({ pull, number }) => pull.mergedAt !== null && !numbers.has(number))
      .map(({ author }) => author),
  )
  const first = new Map<string, PullRequest>()
  for (const pull of pulls) {
    const isKnown = before.has(pull.author) || first.has(pull.author)
    if (!isKnown && userOf(world, pull.author).type === 'User') first.set(pull.author, pull)
  }
  if (first.size === 0) return ''
  const lines = [...first].map(
    ([author, { number }]) => `* @${author} made their first contribution in ${page}/pull/${number}`,
  )
  return ['## New Contributors', ...lines, ''].join('\n')
}
