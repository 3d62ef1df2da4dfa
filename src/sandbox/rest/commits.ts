import { mustRead } from '../permissions.js'
import { GitHubError, notFound } from '../errors.js'
import { changedFiles, log, patchesOf, readCommit, type Commit } from '../git/history.js'
import { countCommits, listRefs, mergeBase, resolveCommit } from '../git/refs.js'
import { tryRun, type GitRepository } from '../git/run.js'
import { protectionOf } from '../rules/repository/protection.js'
import type { Repository } from '../state/rows.js'
import { list, requestIn, type Call, type Operations } from './operation.js'
import { commitView, fileView } from './views/commit.js'
import { repositoryPage, repositoryUrl } from './views/repository.js'

export const commits: Operations = {
  'repos/list-commits': async (call) => {
    const { world, query } = call
    const repository = readable(call)
    const git = world.git(repository)
    const start = await resolveCommit(git, query.get('sha') ?? repository.defaultBranch)
    if (start === null) throw notFound()
    const path = query.get('path')
    const filters = (['since', 'until', 'author'] as const).flatMap((name) => {
      const value = query.get(name)
      return value === null ? [] : [`--${name}=${value}`]
    })
    const history = await log(git, [...filters, start, '--', ...(path ? [`:(literal)${path}`] : [])])
    return list(history, (commit) => commitView(world, repository, commit))
  },

  'repos/get-commit': async (call) => {
    const { world, path, accept } = call
    const repository = readable(call)
    const git = world.git(repository)
    const sha = await mustResolve(git, path['ref'] ?? '')
    if (accept.includes('.sha'))
      return { body: Buffer.from(sha), type: 'application/vnd.github.sha; charset=utf-8' }
    const commit = await readCommit(git, sha)
    if (!commit) throw notFound()
    const files = await filesBetween(call, repository, commit.parents[0] ?? null, sha)
    const sum = (field: 'additions' | 'deletions'): number =>
      files.reduce((total, file) => total + file[field], 0)
    const stats = {
      additions: sum('additions'),
      deletions: sum('deletions'),
      total: sum('additions') + sum('deletions'),
    }
    return { body: { ...commitView(world, repository, commit), stats, files } }
  },

  'repos/compare-commits-with-basehead': async (call) => {
    const { world } = call
    const repository = readable(call)
    const git = world.git(repository)
    const [baseName, headName] = (call.path['basehead'] ?? '').split('...')
    if (!baseName || !headName) throw notFound()
    const base = await resolveCommit(git, withoutOwner(repository, baseName))
    const head = await resolveCommit(git, withoutOwner(repository, headName))
    if (base === null || head === null) throw notFound()
    const common = await mergeBase(git, base, head)
    if (common === null) throw notFound(`No common ancestor between ${baseName} and ${headName}.`)
    const ahead = await log(git, ['--reverse', `${base}..${head}`])
    const behind = await countCommits(git, head, base)
    const [baseCommit, commonCommit] = [await readCommit(git, base), await readCommit(git, common)]
    if (!baseCommit || !commonCommit) throw notFound()
    const html = `${repositoryPage(world, repository)}/compare/${baseName}...${headName}`
    const comparison = {
      url: `${repositoryUrl(world, repository)}/compare/${baseName}...${headName}`,
      html_url: html,
      permalink_url: `${repositoryPage(world, repository)}/compare/${repository.owner}:${base.slice(0, 7)}...${repository.owner}:${head.slice(0, 7)}`,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: commitView(world, repository, baseCommit),
      merge_base_commit: commitView(world, repository, commonCommit),
      status: statusOf(ahead.length, behind),
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
    }
    // Only the first page has the files (documentation of the operation).
    const isFirstPage = Number(call.query.get('page') ?? 1) <= 1
    const files = isFirstPage ? { files: await filesBetween(call, repository, common, head) } : {}
    const render = (commit: Commit) => commitView(world, repository, commit)
    // Without paging parameters GitHub returns at most 250 commits and no pages.
    if (!call.query.has('page') && !call.query.has('per_page'))
      return { body: { ...comparison, commits: ahead.slice(0, 250).map(render), ...files } }
    return {
      list: ahead.map((commit) => () => render(commit)),
      wrap: (commits) => ({ ...comparison, commits, ...files }),
    }
  },

  'repos/list-branches-for-head-commit': async (call) => {
    const { world } = call
    const repository = readable(call)
    const git = world.git(repository)
    const sha = await mustResolve(git, call.path['commit_sha'] ?? '')
    const heads = (await listRefs(git, 'refs/heads/')).filter((ref) => ref.sha === sha)
    return list(heads, ({ name }) => {
      const branch = name.slice('refs/heads/'.length)
      return {
        name: branch,
        commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
        protected: protectionOf(world, repository, branch) !== null,
      }
    })
  },
}

function readable(call: Call): Repository {
  const request = requestIn(call)
  mustRead(request, 'contents')
  return request.repository
}

/** Resolves a branch, tag, full or short SHA to a commit. */
async function mustResolve(git: GitRepository, name: string): Promise<string> {
  const revision = name.replace(/^(heads|tags)\//, 'refs/$1/')
  const sha = (await resolveCommit(git, revision)) ?? (await byShortSha(git, name))
  if (sha === null) throw new GitHubError(422, `No commit found for SHA: ${name}`)
  return sha
}

async function byShortSha(git: GitRepository, name: string): Promise<string | null> {
  if (!/^[0-9a-f]{7,39}$/.test(name)) return null
  const result = await tryRun(git, ['rev-parse', '--quiet', '--verify', `${name}^{commit}`])
  return result.status === 0 ? result.out.toString().trim() : null
}

const withoutOwner = ({ owner }: Repository, name: string): string =>
  name.toLowerCase().startsWith(`${owner.toLowerCase()}:`) ? name.slice(owner.length + 1) : name

async function filesBetween({ world }: Call, repository: Repository, from: string | null, to: string) {
  const git = world.git(repository)
  const [files, patches] = await Promise.all([changedFiles(git, from, to), patchesOf(git, from, to)])
  return files
    .slice(0, 300)
    .map((file, index) => fileView(world, repository, to, { ...file, patch: patches[index] }))
}

function statusOf(ahead: number, behind: number): 'identical' | 'ahead' | 'behind' | 'diverged' {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind'
  return behind === 0 ? 'ahead' : 'diverged'
}
