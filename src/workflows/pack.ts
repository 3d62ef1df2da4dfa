import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Choices } from './choices.js'
import { render } from './render.js'
import { stamp } from './stamp.js'
import { templates, type Template } from './table.js'

export interface PackFile {
  /** Within the repository. */
  readonly path: string
  /** `rel` keeps its files current; a file of the team is written once, and theirs from then on. */
  readonly owner: Template['owner']
  readonly text: string
}

/** Every path that a file of the pack can have. */
export const packPaths: readonly string[] = templates.map(({ path }) => `.github/${path}`)

/** Every file of the pack as a repository wants it. */
export async function packOf(choices: Choices): Promise<readonly PackFile[]> {
  const wanted = templates.filter((template) => template.wanted(choices))
  return Promise.all(
    wanted.map(async (template) => ({
      path: `.github/${template.path}`,
      owner: template.owner,
      text: stamped(render(await templateText(template), template, choices), template, choices),
    })),
  )
}

const stamped = (text: string, { owner }: Template, { version }: Choices): string =>
  owner === 'rel' ? stamp(text, version) : text

export const templateText = ({ path }: Template): Promise<string> => readFile(join(folder(), path), 'utf8')

/** Beside this file in the sources; in a build, whose files are elsewhere, at its root. */
function folder(): string {
  let place = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const found = [join(place, 'templates'), join(place, 'workflows', 'templates')].find((one) =>
      existsSync(one),
    )
    if (found !== undefined) return found
    if (dirname(place) === place) throw new Error('The templates of the pack are missing.')
    place = dirname(place)
  }
}
