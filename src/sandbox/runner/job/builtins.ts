import { problemAt } from '../problem.js'
import { downloadArtifact, uploadArtifact } from './artifacts.js'
import { checkout } from './checkout.js'
import type { Builtin } from './step-scope.js'

/** Inputs that it does not know are refused: an ignored one would make the rehearsal lie. */
const knowing =
  (names: readonly string[], run: Builtin): Builtin =>
  (call, given, at) => {
    const strange = Object.keys(given).find((name) => !names.includes(name.toLowerCase()))
    if (strange === undefined) return run(call, given, at)
    throw problemAt(
      at,
      `the sandbox does not know the input '${strange}' of this action; it knows ${names.join(', ')}.`,
    )
  }

/** A cache that never has anything is slow, and never wrong. */
const cacheMiss: Builtin = async ({ stepScope, number }, given) => {
  stepScope.jobContext.log.line(
    number,
    `Cache not found for input keys: ${given['key'] ?? ''} (the sandbox keeps none)`,
  )
  if (given['fail-on-cache-miss'] === 'true')
    throw problemAt({ file: 'actions/cache', line: 1, column: 1 }, 'fail-on-cache-miss is set.')
  return { 'cache-hit': '', 'cache-primary-key': given['key'] ?? '', 'cache-matched-key': '' }
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

/** What the sandbox does itself, by the name of the action whose place it takes. */
export const builtins: Readonly<Record<string, Builtin>> = {
  'actions/checkout': knowing(
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
  'actions/upload-artifact': knowing(
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
  'actions/download-artifact': knowing(['name', 'path', 'pattern', 'merge-multiple'], downloadArtifact),
  'actions/cache': knowing(cacheInputs, cacheMiss),
  'actions/cache/restore': knowing(cacheInputs, cacheMiss),
  'actions/cache/save': knowing(cacheInputs, async () => ({})),
}
