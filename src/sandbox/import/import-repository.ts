import { organization } from '../demo/people.js'
import { sendControlRequest, runningSandbox, type ControlProblem } from '../host/control.js'
import type { Paths } from '../paths.js'
import type { Preflight } from '../runner/preflight.js'
import type { Imported, ImportRequest } from '../server/import.js'
import { sourceAt, type Source } from './source.js'

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
  /** The number of files that differ from the last commit; they are not imported. Null if git cannot tell. */
  readonly uncommitted: number | null
  readonly actions: readonly Imported[]
  readonly workflows: readonly Preflight[]
}

interface Problem {
  readonly problem: ControlProblem
}

/** A folder and its name in the sandbox. */
interface NamedSource extends Source {
  /** owner/name */
  readonly as: string
}

/** What an import will do; nothing has been changed yet. */
export interface ImportPlan {
  /** The actions come first: the push of the repository can start workflows that use them. */
  readonly sources: readonly NamedSource[]
  /** Those that were not imported from the same folder before: the user has not agreed to run their scripts. */
  readonly unconfirmed: readonly NamedSource[]
}

const usageProblem = (message: string): Problem => ({
  problem: {
    code: 'usage',
    message,
    hint: 'Usage: rel sandbox import PATH [--as OWNER/NAME] [--action OWNER/NAME=PATH]',
  },
})

/** Reads the repository and the actions to import into the sandbox that runs in a folder. */
export async function planImport(
  paths: Paths,
  { path, as, actions }: ImportOptions,
): Promise<ImportPlan | Problem> {
  const malformed = actions.find((action) => !/^[^=]+=./.test(action))
  if (malformed !== undefined) return usageProblem(`Invalid action "${malformed}"; use OWNER/NAME=PATH`)
  const sources: NamedSource[] = []
  for (const [typed, name] of [
    ...actions.map((action) => [pathIn(action), nameIn(action)] as const),
    [path, as] as const,
  ]) {
    const source = await sourceAt(typed)
    if (typeof source === 'string') return usageProblem(source)
    sources.push({ ...source, as: name ?? `${organization}/${source.name}` })
  }
  const answer = await sendControlRequest(paths, 'GET', 'imports')
  if ('problem' in answer) return answer
  const known = answer.body as readonly Pick<ImportRequest, 'as' | 'path'>[]
  const isKnown = (source: NamedSource): boolean =>
    known.some((each) => each.path === source.path && each.as.toLowerCase() === source.as.toLowerCase())
  return { sources, unconfirmed: sources.filter((source) => !isKnown(source)) }
}

/** Imports the repositories of a plan, and checks the workflows of the last one. */
export async function importRepository(
  paths: Paths,
  { sources }: ImportPlan,
): Promise<{ readonly result: ImportResult; readonly changed: boolean } | Problem> {
  const imported: Imported[] = []
  for (const { path, as, defaultBranch } of sources) {
    const answer = await sendControlRequest(paths, 'POST', 'import', { path, as, defaultBranch })
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
      uncommitted: sources.at(-1)!.uncommitted,
      actions: imported.slice(0, -1),
      workflows: await preflight({ url: url!, key: key! }, own.repository),
    },
    changed: imported.some(({ isNew, created, updated }) => isNew || created.length + updated.length > 0),
  }
}

const nameIn = (action: string): string => action.split('=')[0]!
const pathIn = (action: string): string => action.split('=').slice(1).join('=')
