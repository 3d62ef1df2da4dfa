import chalk, { chalkStderr, type ChalkInstance } from 'chalk'
import type { FileChange } from '../domain/plan/file-change.js'
import { describe, type Step } from '../domain/plan/plan.js'

/** Unified diffs, one file after another, as git shows them. */
async function render(changes: readonly FileChange[], ink: ChalkInstance): Promise<string> {
  const { createTwoFilesPatch } = await import('diff')
  const inks: Readonly<Record<string, ChalkInstance>> = { '+': ink.green, '-': ink.red, '@': ink.cyan }
  const patches = changes.map(({ path, before, after }) =>
    createTwoFilesPatch(
      before === null ? '/dev/null' : `a/${path}`,
      after === null ? '/dev/null' : `b/${path}`,
      before ?? '',
      after ?? '',
    ),
  )
  const lines = patches.flatMap((patch) => patch.replace(/^=+\n/, '').trimEnd().split('\n'))
  return lines.map((line) => (inks[line[0] ?? ''] ?? String)(line)).join('\n')
}

/** In a dry run the changes are the result. */
export async function printChanges(changes: readonly FileChange[]): Promise<void> {
  if (changes.length > 0) process.stdout.write(`${await render(changes, chalk)}\n\n`)
}

/** What a person looks at before saying yes: the files, and every step. */
export async function showPlan(changes: readonly FileChange[], steps: readonly Step[]): Promise<void> {
  const diff = changes.length > 0 ? `${await render(changes, chalkStderr)}\n\n` : ''
  process.stderr.write(`${diff}${steps.map((step) => `  ${describe(step)}`).join('\n')}\n`)
}
