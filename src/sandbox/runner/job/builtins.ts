import { problemAt } from '../problem.js'
import { downloadArtifact, uploadArtifact } from './artifacts.js'
import { checkout } from './checkout.js'
import type { Builtin } from './step-scope.js'

/** Wraps a built-in action so that it refuses unknown inputs: ignoring one would make the result of the run wrong. */
const withInputs =
  (names: readonly string[], run: Builtin): Builtin =>
  (call, inputValues, at) => {
    const unknown = Object.keys(inputValues).find((name) => !names.includes(name.toLowerCase()))
    if (unknown === undefined) return run(call, inputValues, at)
    throw problemAt(
      at,
      `unknown input '${unknown}' for the sandbox's built-in action; use ${names.join(', ')}.`,
    )
  }

/** A cache that is always empty: slower than a real one, but never wrong. */
const cacheMiss: Builtin = async ({ stepScope, number }, inputValues) => {
  stepScope.jobContext.log.line(
    number,
    `Cache not found for input keys: ${inputValues['key'] ?? ''} (the sandbox has no cache)`,
  )
  if (inputValues['fail-on-cache-miss'] === 'true')
    throw problemAt({ file: 'actions/cache', line: 1, column: 1 }, 'fail-on-cache-miss is set.')
  return { 'cache-hit': '', 'cache-primary-key': inputValues['key'] ?? '', 'cache-matched-key': '' }
}
const cacheInputs = [
  'path',
  'key',
  'restore-keys',
  'upload-chunk-size',
  'enablecrossosarchive',
  'fail-on-cache-miss',
  'lookup-only',
  'save-always',
]

/** The built-in actions, by the name of the action that they replace. */
export const builtins: Readonly<Record<string, Builtin>> = {
  'actions/checkout': withInputs(
    [
      'repository',
      'ref',
      'token',
      'persist-credentials',
      'path',
      'clean',
      'fetch-depth',
      'fetch-tags',
      'show-progress',
      'set-safe-directory',
      'sparse-checkout',
      'sparse-checkout-cone-mode',
      'lfs',
      'submodules',
    ],
    checkout,
  ),
  'actions/upload-artifact': withInputs(
    [
      'name',
      'path',
      'if-no-files-found',
      'retention-days',
      'compression-level',
      'overwrite',
      'include-hidden-files',
    ],
    uploadArtifact,
  ),
  'actions/download-artifact': withInputs(['name', 'path', 'pattern', 'merge-multiple'], downloadArtifact),
  'actions/cache': withInputs(cacheInputs, cacheMiss),
  'actions/cache/restore': withInputs(cacheInputs, cacheMiss),
  'actions/cache/save': withInputs(cacheInputs, async () => ({})),
}
