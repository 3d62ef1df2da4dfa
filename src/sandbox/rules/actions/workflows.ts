import { notFound } from '../../errors.js'
import { readPath } from '../../git/history.js'
import type { TreeItem } from '../../git/trees.js'
import { branchHead } from '../../git/refs.js'
import type { Workflow } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'

const folder = '.github/workflows'

/** The workflows of the default branch, and removed ones that have runs. Updates the rows when the files have changed. */
export async function workflowsOf(world: World, repository: Repository): Promise<readonly Workflow[]> {
  const head = await branchHead(world.git(repository), repository.defaultBranch)
  const files = head === null ? [] : await workflowFiles(world, repository, head)
  const changed = await Promise.all(
    files
      .filter(({ path, sha }) => findByPath(world, repository, path)?.blob !== sha)
      .map(async ({ path, sha }) => ({
        path,
        blob: sha,
        name: await nameAt(world, repository, repository.defaultBranch, path),
      })),
  )
  const paths = new Set(files.map(({ path }) => path))
  const rows = world.store.by('workflows', 'repository', repository.id)
  const removed = rows.filter(({ path, blob }) => blob !== null && !paths.has(path))
  if (changed.length > 0 || removed.length > 0)
    world.store.transaction((tx) => {
      for (const row of removed) tx.put('workflows', { ...row, blob: null, updatedAt: world.now() })
      for (const { path, blob, name } of changed) {
        const row = findByPath(world, repository, path) ?? newWorkflow(world, repository, path)
        tx.put('workflows', { ...row, blob, name, updatedAt: world.now() })
      }
    })
  return world.store
    .by('workflows', 'repository', repository.id)
    .filter(({ blob, lastRun }) => blob !== null || lastRun > 0)
}

/** A workflow by its id or the name of its file. */
export async function workflowOf(world: World, repository: Repository, name: string): Promise<Workflow> {
  const file = name.startsWith(`${folder}/`) ? name : `${folder}/${name}`
  const found = (await workflowsOf(world, repository)).find(({ id, path }) =>
    /^\d+$/.test(name) ? id === Number(name) : path === file,
  )
  if (!found) throw notFound()
  return found
}

const findByPath = (world: World, { id }: Repository, path: string): Workflow | null =>
  world.store.first('workflows', 'path', `${id}/${path}`)

/** The workflow of a file, which may be missing on the default branch. */
export const workflowAt = (world: World, repository: Repository, path: string): Workflow =>
  findByPath(world, repository, path) ?? newWorkflow(world, repository, path)

const newWorkflow = (world: World, repository: Repository, path: string): Workflow => ({
  id: world.store.nextId(),
  repository: repository.id,
  path,
  name: path,
  blob: null,
  lastRun: 0,
  createdAt: world.now(),
  updatedAt: world.now(),
})

async function workflowFiles(
  world: World,
  repository: Repository,
  commit: string,
): Promise<readonly TreeItem[]> {
  const entries = await readPath(world.git(repository), commit, folder)
  if (entries === null || 'content' in entries) return []
  return entries.filter(({ type, path }) => type === 'blob' && /\.ya?ml$/.test(path))
}

/** The name of a workflow at a branch or commit; its path if it has no name. */
export async function nameAt(
  world: World,
  repository: Repository,
  commit: string,
  path: string,
): Promise<string> {
  const { name } = await workflowFields(await workflowText(world, repository, commit, path))
  return typeof name === 'string' ? name : path
}

/** The text of a workflow file at a branch or commit; null if it does not exist. */
export async function workflowText(
  world: World,
  repository: Repository,
  commit: string,
  path: string,
): Promise<string | null> {
  const found = await readPath(world.git(repository), commit, path)
  return found && 'content' in found ? found.content.toString() : null
}

/** The top-level fields of a workflow file; empty if it is not valid YAML. */
export async function workflowFields(text: string | null): Promise<Readonly<Record<string, unknown>>> {
  const { topLevelMap } = await import('./workflow-yaml.js') // on first use: it loads the YAML library
  return topLevelMap(text ?? '')
}
