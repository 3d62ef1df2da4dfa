import * as z from 'zod'
import { parsedYaml } from '../../../lib/yaml.js'
import { GitHubError } from '../../errors.js'
import type { NotesSettings } from './chapters.js'

const names = z.array(z.coerce.string()).default([])
const exclusion = z.object({ labels: names, authors: names }).prefault({})
const schema = z.object({
  changelog: z
    .object({
      exclude: exclusion,
      categories: z.array(z.object({ title: z.string(), labels: names, exclude: exclusion })).default([]),
    })
    .prefault({}),
})

/** `.github/release.yml` (docs: "Automatically generated release notes"). Imported only for repositories that have the file. */
export function parseNotesSettings(path: string, text: string, ref: string): NotesSettings {
  const comment = `<!-- Release notes generated using configuration in ${path} at ${ref} -->\n`
  const parsed = schema.safeParse(readYaml(path, text) ?? {})
  if (!parsed.success) throw malformed(path)
  return { ...parsed.data.changelog, comment }
}

function readYaml(path: string, text: string): unknown {
  const document = parsedYaml(text, { prettyErrors: false })
  if (document.errors.length > 0) throw malformed(path)
  try {
    return document.toJS() as unknown
  } catch (error) {
    if (error instanceof ReferenceError) throw malformed(path) // thrown by the library for too many aliases
    throw error
  }
}
const malformed = (path: string): GitHubError =>
  new GitHubError(422, `Invalid release notes configuration: ${path}`)
