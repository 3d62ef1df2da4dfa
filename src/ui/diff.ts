import chalk, { chalkStderr, type ChalkInstance } from 'chalk'
import { line, type Printable, printable } from '../lib/printable.js'
import type { FileChange } from '../domain/plan/file-change.js'
import { describe, type Step } from '../domain/plan/plan.js'
import { printLines, printNotices } from './terminal.js'
import { readable } from './time.js'

/** The work grows with the square of the changed lines. */
const maxEditLength = 3000

/** Unified diffs, one file after another, as git shows them; an empty line at the end. */
async function render(changes: readonly FileChange[], ink: ChalkInstance): Promise<readonly Printable[]> {
  if (changes.length === 0) return []
  const { createTwoFilesPatch } = await import('diff')
  const inks: Readonly<Record<string, ChalkInstance>> = { '+': ink.green, '-': ink.red, '@': ink.cyan }
  const patches = changes.map(({ path, before, after }) => {
    const names = [
      before === null ? '/dev/null' : `a/${path}`,
      after === null ? '/dev/null' : `b/${path}`,
    ] as const
    const patch = createTwoFilesPatch(...names, before ?? '', after ?? '', '', '', { maxEditLength })
    return patch ?? `--- ${names[0]}\n+++ ${names[1]}\n@@ too many differences to show @@`
  })
  const lines = patches.flatMap((patch) => patch.replace(/^=+\n/, '').trimEnd().split('\n'))
  return [...lines.map((text) => printable(text).styled(inks[text[0] ?? ''] ?? String)), printable('')]
}

/** In a dry run the changes are the result. */
export async function printChanges(changes: readonly FileChange[]): Promise<void> {
  printLines(await render(changes, chalk))
}

/** What a person reads before saying yes: the files, and every step. */
export async function showPlan(changes: readonly FileChange[], steps: readonly Step[]): Promise<void> {
  printNotices([
    ...(await render(changes, chalkStderr)),
    ...steps.map((step) => line`  ${readable(describe(step))}`),
  ])
}
