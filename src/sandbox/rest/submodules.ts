import { tryRun } from '../git/run.js'
import type { Location } from './views/file.js'

/** The URL of the submodule at a path in .gitmodules; null if it has none. */
export async function submoduleUrl({ git, commit }: Location, path: string): Promise<string | null> {
  const result = await tryRun(git, ['config', '--blob', `${commit}:.gitmodules`, '--list', '-z'])
  if (result.status !== 0) return null
  const settings = result.out
    .toString()
    .split('\0')
    .map((setting) => setting.split('\n') as [name: string, value?: string])
  const name = settings.find(([key, value]) => key.endsWith('.path') && value === path)?.[0]
  return settings.find(([key]) => key === name?.replace(/path$/, 'url'))?.[1] ?? null
}
