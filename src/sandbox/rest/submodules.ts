import { ask } from '../git/run.js'
import type { Place } from './views/file.js'

/** Where .gitmodules says that the submodule at a path comes from; null if it says nothing. */
export async function submoduleUrl({ git, commit }: Place, path: string): Promise<string | null> {
  const answer = await ask(git, ['config', '--blob', `${commit}:.gitmodules`, '--list', '-z'])
  if (answer.status !== 0) return null
  const settings = answer.out
    .toString()
    .split('\0')
    .map((setting) => setting.split('\n') as [name: string, value?: string])
  const name = settings.find(([key, value]) => key.endsWith('.path') && value === path)?.[0]
  return settings.find(([key]) => key === name?.replace(/path$/, 'url'))?.[1] ?? null
}
