import { organization } from '../demo/people.js'
import { askSandbox, runningSandbox, type Problem } from '../host/control.js'
import type { Paths } from '../paths.js'
import type { Preflight } from '../runner/preflight.js'
import type { Imported } from '../server/import.js'
import { sourceAt } from './source.js'

export interface ImportOrder {
  readonly path: string
  /** owner/name; null: of acme, as it is called already. */
  readonly as: string | null
  /** `owner/name=path`, each. */
  readonly actions: readonly string[]
}

/** The result of `rel sandbox import`. */
export interface ImportResult extends Imported {
  readonly url: string
  /** Null: its folder beside the other clones is something else. */
  readonly clone: string | null
  /** How many files differ from the last commit: they stayed behind. */
  readonly uncommitted: number
  readonly actions: readonly Imported[]
  readonly workflows: readonly Preflight[]
}

type Brought = { readonly result: ImportResult; readonly changed: boolean } | { readonly problem: Problem }

const usage = (message: string): { readonly problem: Problem } => ({
  problem: {
    code: 'usage',
    message,
    hint: 'rel sandbox import PATH [--as OWNER/NAME] [--action OWNER/NAME=PATH]',
  },
})

/** Brings a repository and the actions that it uses into the sandbox that runs in a folder, and looks at its workflows there. */
export async function bring(paths: Paths, { path, as, actions }: ImportOrder): Promise<Brought> {
  const odd = actions.find((action) => !/^[^=]+=./.test(action))
  if (odd !== undefined) return usage(`"${odd}" is no OWNER/NAME=PATH.`)
  const looked = await Promise.all([path, ...actions.map(pathIn)].map(sourceAt))
  const sources = looked.filter((one) => typeof one !== 'string')
  const [source, ...others] = sources
  if (!source || sources.length < looked.length)
    return usage(looked.find((one) => typeof one === 'string') ?? '')
  const names = [as ?? `${organization}/${source.name}`, ...actions.map(nameIn)]
  const imported: Imported[] = []
  // The actions first: the workflows are looked at when everything is there.
  for (const [at, one] of [...others, source].entries()) {
    const options = {
      path: one.path,
      as: [...names.slice(1), names[0]][at],
      defaultBranch: one.defaultBranch,
    }
    const answer = await askSandbox(paths, 'POST', 'import', options)
    if ('problem' in answer) return answer
    imported.push(answer.body as Imported)
  }
  const own = imported.at(-1)!
  const clone = await askSandbox(paths, 'POST', 'clones', { repository: own.repository })
  if ('problem' in clone) return clone
  const { url } = (await runningSandbox(paths))!
  const { preflight } = await import('../runner/preflight.js')
  return {
    result: {
      ...own,
      url: `${url}/${own.repository}`,
      clone: (clone.body as { clone: string | null }).clone,
      uncommitted: source.uncommitted,
      actions: imported.slice(0, -1),
      workflows: await preflight(url!, own.repository),
    },
    changed: imported.some(({ isNew, created, updated }) => isNew || created.length + updated.length > 0),
  }
}

const nameIn = (action: string): string => action.split('=')[0]!
const pathIn = (action: string): string => action.split('=').slice(1).join('=')
