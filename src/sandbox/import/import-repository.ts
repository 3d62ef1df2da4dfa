import { organization } from '../demo/people.js'
import { sendControlRequest, runningSandbox, type ControlProblem } from '../host/control.js'
import type { Paths } from '../paths.js'
import type { Preflight } from '../runner/preflight.js'
import type { Imported } from '../server/import.js'
import { sourceAt } from './source.js'

export interface ImportOptions {
  readonly path: string
  /** owner/name; null: acme/ and the current name. */
  readonly as: string | null
  /** Each `owner/name=path`. */
  readonly actions: readonly string[]
}

/** The result of `rel sandbox import`. */
export interface ImportResult extends Imported {
  readonly url: string
  /** Null if its folder beside the other clones exists and is something else. */
  readonly clone: string | null
  /** The number of files that differ from the last commit; they are not imported. */
  readonly uncommitted: number
  readonly actions: readonly Imported[]
  readonly workflows: readonly Preflight[]
}

type ImportOutcome =
  { readonly result: ImportResult; readonly changed: boolean } | { readonly problem: ControlProblem }

const usageProblem = (message: string): { readonly problem: ControlProblem } => ({
  problem: {
    code: 'usage',
    message,
    hint: 'Usage: rel sandbox import PATH [--as OWNER/NAME] [--action OWNER/NAME=PATH]',
  },
})

/** Imports a repository and the actions that it uses into the sandbox that runs in a folder, and checks its workflows there. */
export async function importRepository(
  paths: Paths,
  { path, as, actions }: ImportOptions,
): Promise<ImportOutcome> {
  const malformed = actions.find((action) => !/^[^=]+=./.test(action))
  if (malformed !== undefined) return usageProblem(`Invalid action "${malformed}"; use OWNER/NAME=PATH`)
  const sourcesOrErrors = await Promise.all([path, ...actions.map(pathIn)].map(sourceAt))
  const sources = sourcesOrErrors.filter((result) => typeof result !== 'string')
  const [source, ...actionSources] = sources
  if (!source || sources.length < sourcesOrErrors.length)
    return usageProblem(sourcesOrErrors.find((result) => typeof result === 'string') ?? '')
  const names = [as ?? `${organization}/${source.name}`, ...actions.map(nameIn)]
  const imported: Imported[] = []
  // The actions come first: the push of the repository can start workflows that use them.
  for (const [index, imports] of [...actionSources, source].entries()) {
    const options = {
      path: imports.path,
      as: [...names.slice(1), names[0]][index],
      defaultBranch: imports.defaultBranch,
    }
    const answer = await sendControlRequest(paths, 'POST', 'import', options)
    if ('problem' in answer) return answer
    imported.push(answer.body as Imported)
  }
  const own = imported.at(-1)!
  const clone = await sendControlRequest(paths, 'POST', 'clones', { repository: own.repository })
  if ('problem' in clone) return clone
  const { url, key } = (await runningSandbox(paths))!
  const { preflight } = await import('../runner/preflight.js')
  return {
    result: {
      ...own,
      url: `${url}/${own.repository}`,
      clone: (clone.body as { clone: string | null }).clone,
      uncommitted: source.uncommitted,
      actions: imported.slice(0, -1),
      workflows: await preflight({ url: url!, key: key! }, own.repository),
    },
    changed: imported.some(({ isNew, created, updated }) => isNew || created.length + updated.length > 0),
  }
}

const nameIn = (action: string): string => action.split('=')[0]!
const pathIn = (action: string): string => action.split('=').slice(1).join('=')
