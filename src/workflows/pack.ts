import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMap, parseDocument } from 'yaml'
import { RelError } from '../errors.js'
import { roleOf, type PackOptions } from './pack-options.js'
import { render } from './render.js'
import { stamp } from './stamp.js'
import type { ExtraSteps } from './steps.js'
import { templates, type Template } from './table.js'

export interface PackFile {
  /** Within the repository. */
  readonly path: string
  /** `rel` keeps its files current; a file of the team is written once, and theirs from then on. */
  readonly owner: Template['owner']
  readonly text: string
}

/** Every path that a file of the pack can have. */
export const packPaths: readonly string[] = [...new Set(templates.map(({ path }) => `.github/${path}`))]

/** Every file of the pack as a repository wants it. Throws `config` for what the pack cannot do yet. */
export async function packOf(choices: PackOptions): Promise<readonly PackFile[]> {
  rejectServices(choices)
  const place = roleOf(choices)
  const wanted = templates.filter(({ wanted, roles: places }) => places.includes(place) && wanted(choices))
  const extra = await extraSteps()
  const files = wanted.map(async (template): Promise<readonly PackFile[]> => {
    const { path, owner } = template
    const text = render(await templateText(template), template, choices, extra)
    if (text === null) return []
    return [{ path: `.github/${path}`, owner, text: owner === 'rel' ? stamp(text, choices.version) : text }]
  })
  return (await Promise.all(files)).flat()
}

/** Jobs for each service would share names, images and environments with each other. */
function rejectServices({ config: { services } }: PackOptions): void {
  const [first] = Object.keys(services)
  if (first === undefined) return
  throw new RelError(
    'config',
    `The workflows cannot build services on their own yet, and \`services\` names ${first}.`,
    {
      hint: 'Leave `services` out: the repository is then built, deployed and released as one.',
    },
  )
}

export const templateText = ({ source }: Pick<Template, 'source'>): Promise<string> =>
  readFile(join(folder(), source), 'utf8')

export async function extraSteps(): Promise<ExtraSteps> {
  const document = parseDocument(await templateText({ source: 'steps.yml' }))
  const [aws, ofPrivate] = [document.get('aws'), document.get('private')]
  if (!isMap(aws) || !isMap(ofPrivate)) throw new RelError('failed', 'The template steps.yml lacks a step.')
  return { aws, private: ofPrivate }
}
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
