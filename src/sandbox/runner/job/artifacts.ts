import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { filterPattern } from '../expressions/filter-pattern.js'
import { filesBelow } from '../expressions/workspace-files.js'
import type { Builtin } from './builtins.js'
import { textOf } from '../json.js'
import { StepFailure } from './failure.js'
import type { Frame } from './frame.js'

/** actions/upload-artifact: files by path or pattern, kept below the folder that they have in common. */
export const uploadArtifact: Builtin = async ({ frame, number }, given) => {
  const { desk } = frame
  const name = given['name'] || 'artifact'
  const home = join(desk.order.artifacts, attemptOf(frame), name)
  const { root, files } = filesFor(desk.places.workspace, (given['path'] ?? '').split('\n'))
  if (/["<>|*?\r\n\\/:]/.test(name)) throw new StepFailure(`The artifact name is not valid: ${name}.`)
  if (files.length === 0) return nothingFound(given, (text) => desk.log.line(number, text))
  if (existsSync(home) && given['overwrite'] !== 'true')
    throw new StepFailure(
      `Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run`,
    )
  rmSync(home, { recursive: true, force: true })
  for (const file of files) {
    const to = join(home, relative(root, file))
    mkdirSync(dirname(to), { recursive: true })
    cpSync(file, to)
  }
  desk.log.line(number, `Artifact ${name} has been successfully uploaded: ${files.length} file(s)`)
  return { 'artifact-id': String(allOf(frame).size) }
}

const attemptOf = ({ github }: Frame): string => textOf(github['run_attempt'] ?? null)

/** The artifacts of a run by their names: those of its last attempt, and what earlier ones left. */
function allOf({ desk }: Frame): ReadonlyMap<string, string> {
  const home = desk.order.artifacts
  const attempts = existsSync(home)
    ? readdirSync(home).toSorted((one, other) => Number(one) - Number(other))
    : []
  return new Map(
    attempts.flatMap((attempt) =>
      readdirSync(join(home, attempt)).map((name) => [name, join(home, attempt, name)] as const),
    ),
  )
}

function nothingFound(
  given: Readonly<Record<string, string>>,
  say: (text: string) => void,
): Readonly<Record<string, string>> {
  const text = `No files were found with the provided path: ${given['path'] ?? ''}. No artifacts will be uploaded.`
  const then = given['if-no-files-found'] || 'warn'
  if (then === 'error') throw new StepFailure(text)
  if (then === 'warn') say(`##[warning]${text}`)
  return {}
}

interface Found {
  readonly root: string
  readonly files: readonly string[]
}

function filesFor(workspace: string, patterns: readonly string[]): Found {
  const given = patterns.map((each) => each.trim()).filter(Boolean)
  const found = new Set<string>()
  const roots: string[] = []
  for (const pattern of given) {
    const isNegative = pattern.startsWith('!')
    const path = resolve(workspace, isNegative ? pattern.slice(1) : pattern)
    const fixed = fixedPart(path)
    if (!isNegative) roots.push(fixed)
    for (const file of matching(path, fixed))
      if (isNegative) found.delete(file)
      else found.add(file)
  }
  return { root: commonFolder(roots), files: [...found] }
}

/** The part of a path before its first pattern. */
function fixedPart(path: string): string {
  const parts = path.split(sep)
  const first = parts.findIndex((part) => /[*?[]/.test(part))
  if (first >= 0) return parts.slice(0, first).join(sep) || sep
  return existsSync(path) && statSync(path).isFile() ? dirname(path) : path
}

function matching(path: string, fixed: string): readonly string[] {
  if (!/[*?[]/.test(path)) {
    if (!existsSync(path)) return []
    return statSync(path).isFile() ? [path] : filesBelow(path).map((file) => join(path, file))
  }
  if (!existsSync(fixed)) return []
  const pattern = filterPattern(relative(fixed, path))
  return filesBelow(fixed)
    .filter((file) => pattern.test(file) || parentsOf(file).some((folder) => pattern.test(folder)))
    .map((file) => join(fixed, file))
}

const parentsOf = (file: string): readonly string[] =>
  file
    .split('/')
    .slice(0, -1)
    .map((_, at, all) => all.slice(0, at + 1).join('/'))

function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...rest] = folders.map((folder) => folder.split(sep))
  const all = typeof first === 'string' ? [] : first
  const length = all.findIndex((part, at) => rest.some((other) => other[at] !== part))
  return (length < 0 ? all : all.slice(0, length)).join(sep) || sep
}

/** actions/download-artifact, of this run: one by its name, or all of them each in a folder of its own. */
export const downloadArtifact: Builtin = async ({ frame, number }, given) => {
  const { desk } = frame
  const target = resolve(desk.places.workspace, given['path'] ?? '.')
  const all = allOf(frame)
  const { name } = given
  if (name && !all.has(name))
    throw new StepFailure(`Unable to download artifact(s): Artifact not found for name: ${name}`)
  const wanted = name
    ? [name]
    : [...all.keys()].filter((each) => !given['pattern'] || filterPattern(given['pattern']).test(each))
  const apart = !name && given['merge-multiple'] !== 'true'
  for (const each of wanted) {
    cpSync(all.get(each) ?? '', apart ? join(target, each) : target, { recursive: true })
    desk.log.line(number, `Artifact ${each} downloaded`)
  }
  return { 'download-path': target }
}
