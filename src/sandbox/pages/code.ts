import { notFound } from '../errors.js'
import { changedFiles, log, patchesOf, readCommit, readPath } from '../git/history.js'
import { countCommits, listRefs, mergeBase, resolveCommit } from '../git/refs.js'
import type { Repository } from '../state/rows.js'
import { html, type Html, type Part } from './html.js'
import { markdown } from './markdown.js'
import { checkRows } from './pull.js'
import { showRuns } from './runs.js'
import { pathOf, repositoryIn, type PageHandler, type Visit } from './visit.js'
import { shortSha, when } from './format.js'

/** The page of a repository: branches, latest commits, files and README. */
export const showRepository: PageHandler = async (visit) => {
  const repository = repositoryIn(visit)
  const git = visit.world.git(repository)
  const home = pathOf(repository)
  const head = await resolveCommit(git, `refs/heads/${repository.defaultBranch}`)
  const branches = await listRefs(git, 'refs/heads/')
  const files = head === null ? null : await readPath(git, head, '')
  const readme = head === null ? null : await readPath(git, head, 'README.md')
  const body = html`<h1>${repository.name}</h1>
    <p>${repository.description}</p>
    <p>
      ${branches.length} branches:
      ${branches.slice(0, 20).map(({ name }) => html`<a href="${home}/tree/${encoded(name.slice('refs/heads/'.length))}">${name.slice('refs/heads/'.length)}</a> `)}${branches.length > 20 && '…'}
    </p>
    <p>Clone: <code>${visit.world.urls.html}${home}.git</code></p>
    <h2>Latest commits on ${repository.defaultBranch}</h2>
    ${head !== null && (await commitRows(visit, repository, ['--max-count=10', head]))}
    <h2>Files</h2>
    ${files !== null && !('content' in files) && entries(home, repository.defaultBranch, files)}
    ${
      readme !== null &&
      'content' in readme &&
      html`<h2>README.md</h2>
        <div class="box">${markdown(readme.content.toString())}</div>`
    }`
  return { title: `${repository.owner}/${repository.name}`, repository, body }
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const entries = (
  home: string,
  ref: string,
  files: readonly { readonly path: string; readonly type: string }[],
): Html =>
  html`<ul class="rows">
    ${files.map(({ path, type }) => html`<li><a href="${home}/${type === 'tree' ? 'tree' : 'blob'}/${encodeURIComponent(ref)}/${encoded(path)}">${path.split('/').at(-1)}${type === 'tree' && '/'}</a></li>`)}
  </ul>`

async function commitRows({ world }: Visit, repository: Repository, args: readonly string[]): Promise<Html> {
  const commits = await log(world.git(repository), args)
  return html`<ul class="rows">
    ${commits.map(
      ({ sha, message, author }) =>
        html`<li>
          <a href="${pathOf(repository)}/commit/${sha}"><code>${shortSha(sha)}</code></a>
          ${message.split('\n')[0]} <span class="dim">${author.name}, ${when(author.date)}</span>
        </li>`,
    )}
  </ul>`
}

/** A file or folder at a ref. The ref's name may have slashes: the longest existing one is used. */
export const showFile: PageHandler = async (visit) => {
  const repository = repositoryIn(visit)
  const git = visit.world.git(repository)
  const parts = (visit.path['rest'] ?? '').split('/')
  for (let length = parts.length; length > 0; length -= 1) {
    const ref = parts.slice(0, length).join('/')
    const commit = await resolveCommit(git, ref)
    const path = parts.slice(length).join('/')
    const found = commit === null ? null : await readPath(git, commit, path)
    if (found === null) continue
    if (visit.path['kind'] === 'raw' && 'content' in found) return { bytes: found.content }
    const title = `${path || repository.name} at ${ref}`
    const body = html`<h1>${title}</h1>
      ${'content' in found ? html`<pre>${preview(found.content)}</pre>` : entries(pathOf(repository), ref, found)}`
    return { title, repository, body }
  }
  // The API links every workflow to its file on the default branch, even if the file is only on another branch.
  const [, file] = /\/\.github\/workflows\/([^/]+)$/.exec(visit.path['rest'] ?? '') ?? []
  if (file !== undefined) return showRuns({ ...visit, path: { ...visit.path, file } })
  throw notFound()
}

const preview = (content: Buffer): string =>
  content.subarray(0, 8000).includes(0) ? `${content.length} bytes` : content.toString()

export const showCommit: PageHandler = async (visit) => {
  const repository = repositoryIn(visit)
  const git = visit.world.git(repository)
  const sha = await resolveCommit(git, visit.path['sha'] ?? '')
  const commit = sha === null ? null : await readCommit(git, sha)
  if (!commit) throw notFound()
  const parents = commit.parents.map(
    (parent) => html`<a href="${pathOf(repository)}/commit/${parent}"><code>${shortSha(parent)}</code></a> `,
  )
  const body = html`<h1>${commit.message.split('\n')[0]}</h1>
    <p class="dim">
      ${commit.author.name}, ${when(commit.author.date)}; <code>${commit.sha}</code>; parents: ${parents}
    </p>
    <pre>${commit.message}</pre>
    <h2>Checks</h2>
    ${checkRows(visit, repository, commit.sha)}
    ${await changes(visit, repository, commit.parents[0] ?? null, commit.sha)}`
  return { title: shortSha(commit.sha), repository, body }
}

export const showComparison: PageHandler = async (visit) => {
  const repository = repositoryIn(visit)
  const git = visit.world.git(repository)
  const [baseName = '', headName = ''] = (visit.path['rest'] ?? '').split('...')
  const commitOf = (name: string) => resolveCommit(git, name.replace(new RegExp(`^${repository.owner}:`), ''))
  const [base, head] = [await commitOf(baseName), await commitOf(headName)]
  const forkPoint = base === null || head === null ? null : await mergeBase(git, base, head)
  if (base === null || head === null || forkPoint === null) throw notFound()
  const behind = await countCommits(git, head, base)
  const body = html`<h1>${baseName} … ${headName}</h1>
    ${behind > 0 && html`<p>${behind} commits behind.</p>`}${await commitRows(visit, repository, ['--max-count=100', `${base}..${head}`])}${await changes(visit, repository, forkPoint, head)}`
  return { title: `${baseName}...${headName}`, repository, body }
}

const maxFiles = 50

async function changes(
  { world }: Visit,
  repository: Repository,
  from: string | null,
  to: string,
): Promise<Part> {
  const git = world.git(repository)
  const [files, patches] = await Promise.all([changedFiles(git, from, to), patchesOf(git, from, to)])
  return html`<h2>${files.length} files changed</h2>
    ${files.slice(0, maxFiles).map(
      ({ path, status, additions, deletions }, index) =>
        html`<details class="box">
          <summary>${path} <span class="dim">${status}, +${additions} −${deletions}</span></summary>
          <pre>${patches[index]}</pre>
        </details>`,
    )}`
}
