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
  /** The path in the repository. */
  readonly path: string
  /** rel updates its own files; a file of the team is written once and never updated. */
  readonly owner: Template['owner']
  readonly text: string
}

/** All possible paths of pack files. */
export const packPaths: readonly string[] = [...new Set(templates.map(({ path }) => `.github/${path}`))]

/** Renders the pack for a repository. Throws `config` for a configuration that the pack does not support yet. */
export async function packOf(options: PackOptions): Promise<readonly PackFile[]> {
  rejectServices(options)
  const role = roleOf(options)
  const wanted = templates.filter(({ wanted, roles }) => roles.includes(role) && wanted(options))
  const extra = await extraSteps()
  const files = wanted.map(async (template): Promise<readonly PackFile[]> => {
    const { path, owner } = template
    const text = render(await templateText(template), template, options, extra)
    if (text === null) return []
    return [{ path: `.github/${path}`, owner, text: owner === 'rel' ? stamp(text, options.version) : text }]
  })
  return (await Promise.all(files)).flat()
}

/** Not supported yet: the jobs of services would share names, images and environments. */
function rejectServices({ config: { services } }: PackOptions): void {
  const [first] = Object.keys(services)
  if (first === undefined) return
  throw new RelError(
    'config',
    `The workflows do not support separate services yet, and \`services\` names ${first}.`,
    {
      hint: 'Leave out `services`: the repository is then built, deployed and released as one.',
    },
  )
}

export const templateText = ({ source }: Pick<Template, 'source'>): Promise<string> =>
  readFile(join(templateFolder(), source), 'utf8')

export async function extraSteps(): Promise<ExtraSteps> {
  const document = parseDocument(await templateText({ source: 'steps.yml' }))
  const [aws, privateStep] = [document.get('aws'), document.get('private')]
  if (!isMap(aws) || !isMap(privateStep))
    throw new RelError('failed', 'A step is missing in the template steps.yml.')
  return { aws, private: privateStep }
}
/** The folder of the templates: beside this file in the sources, at the root of a build. */
function templateFolder(): string {
  let current = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const found = [join(current, 'templates'), join(current, 'workflows', 'templates')].find((candidate) =>
      existsSync(candidate),
    )
    if (found !== undefined) return found
    if (dirname(current) === current) throw new Error('The templates of the pack are missing.')
    current = dirname(current)
  }
}
