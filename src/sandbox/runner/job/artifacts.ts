import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { maxEntries, zip } from '../../zip.js'
import { filterPattern } from '../expressions/filter-pattern.js'
import { filesBelow } from '../expressions/workspace-files.js'
import { textOf } from '../json.js'
import { StepFailure } from './failure.js'
import type { Builtin } from './step-scope.js'
import { unpack } from './unpack.js'

/**
 * actions/upload-artifact: files by path or pattern, with paths relative to their common folder and without permissions
 * (README of the action, "Permission Loss").
 */
export const uploadArtifact: Builtin = async ({ stepScope, number }, inputValues) => {
  const { jobContext, github } = stepScope
  const { server, run } = jobContext.options
  const log = (text: string): void => jobContext.log.line(number, text)
  const name = inputValues['name'] || 'artifact'
  const { root, files } = filesFor(jobContext.paths.workspace, (inputValues['path'] ?? '').split('\n'))
  if (/["<>|*?\r\n\\/:]/.test(name)) throw new StepFailure(`The artifact name is not valid: ${name}.`)
  if (files.length === 0) return noFilesFound(inputValues, log)
  if (files.length > maxEntries)
    throw new StepFailure(
      `The sandbox supports at most ${maxEntries} files in an artifact; found ${files.length}.`,
    )
  const archive = zip(files.map((file) => ({ name: relative(root, file), content: readFileSync(file) })))
  const days = retentionIn(inputValues, Number(github['retention_days']), log)
  const answer = await server.upload(run, archive, {
    name,
    days,
    overwrite: inputValues['overwrite'] === 'true',
  })
  if ('refusal' in answer) throw new StepFailure(answer.refusal)
  const { id, size, digest } = answer.artifact
  const page = [github['server_url'], github['repository']].map((part) => textOf(part ?? null)).join('/')
  const url = `${page}/actions/runs/${run}/artifacts/${id}`
  log(`Artifact ${name} has been successfully uploaded! Final size is ${size} bytes. Artifact ID is ${id}`)
  log(`Artifact download URL: ${url}`)
  return { 'artifact-id': String(id), 'artifact-url': url, 'artifact-digest': digest }
}

/** The retention in days; null: the default. `maxRetention`: the retention of the repository. */
function retentionIn(
  inputValues: Readonly<Record<string, string>>,
  maxRetention: number,
  log: (text: string) => void,
): number | null {
  const days = Number.parseInt(inputValues['retention-days'] || '0', 10)
  if (!(days >= 0)) throw new StepFailure('Invalid retention-days')
  if (days > maxRetention)
    log(
      `##[warning]Retention days cannot be greater than the maximum allowed retention set within the repository. Using ${maxRetention} instead.`,
    )
  return days === 0 ? null : Math.min(days, maxRetention)
}

function noFilesFound(
  inputValues: Readonly<Record<string, string>>,
  log: (text: string) => void,
): Readonly<Record<string, string>> {
  const text = `No files were found with the provided path: ${inputValues['path'] ?? ''}. No artifacts will be uploaded.`
  const mode = inputValues['if-no-files-found'] || 'warn'
  if (mode === 'error') throw new StepFailure(text)
  if (mode === 'warn') log(`##[warning]${text}`)
  return {}
}

interface MatchedFiles {
  readonly root: string
  readonly files: readonly string[]
}

function filesFor(workspace: string, patterns: readonly string[]): MatchedFiles {
  const globs = patterns.map((pattern) => pattern.trim()).filter(Boolean)
  const found = new Set<string>()
  const roots: string[] = []
  for (const pattern of globs) {
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

/** The part of a path before its first wildcard. */
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
  const isMatch = filterPattern(relative(fixed, path))
  return filesBelow(fixed)
    .filter((file) => isMatch(file) || parentsOf(file).some(isMatch))
    .map((file) => join(fixed, file))
}

const parentsOf = (file: string): readonly string[] =>
  file
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'))

function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...rest] = folders.map((folder) => folder.split(sep))
  const firstParts = typeof first === 'string' ? [] : first
  const length = firstParts.findIndex((part, index) => rest.some((other) => other[index] !== part))
  return (length < 0 ? firstParts : firstParts.slice(0, length)).join(sep) || sep
}

/** actions/download-artifact for this run: one artifact by name, or all artifacts, each in a folder of its own. */
export const downloadArtifact: Builtin = async ({ stepScope, number }, inputValues) => {
  const { jobContext } = stepScope
  const { server, run } = jobContext.options
  const target = resolve(jobContext.paths.workspace, inputValues['path'] ?? '.')
  // Artifacts of earlier attempts come first, so that later ones replace them.
  const idsByName = new Map((await server.artifacts(run)).map((artifact) => [artifact.name, artifact.id]))
  const { name } = inputValues
  if (name && !idsByName.has(name))
    throw new StepFailure(`Unable to download artifact(s): Artifact not found for name: ${name}`)
  const selected = name
    ? [name]
    : [...idsByName.keys()].filter(
        (key) => !inputValues['pattern'] || filterPattern(inputValues['pattern'])(key),
      )
  const separateFolders = !name && inputValues['merge-multiple'] !== 'true'
  for (const artifactName of selected) {
    const archive = await server.artifact(idsByName.get(artifactName) ?? 0)
    if (!archive)
      throw new StepFailure(`Unable to download artifact(s): Artifact not found for name: ${artifactName}`)
    unpack(archive, separateFolders ? join(target, artifactName) : target)
    jobContext.log.line(number, `Artifact ${artifactName} downloaded`)
  }
  return { 'download-path': target }
}
