import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../support/sandbox.js'
import { jobRows } from './runner/semantics-jobs.js'
import { stepRows } from './runner/semantics-steps.js'
import { openStage, type Stage } from './runner/stage.js'

/** All rows run at once, each on a branch of its own. */
const rows = [...jobRows, ...stepRows]
let stage: Stage
let played: readonly Json[]
beforeAll(async () => {
  stage = await openStage()
  played = await stage.playAll(
    rows.map(({ jobs }, at) => ({
      branch: `row-${at}`,
      workflow: `on: push\nenv: {TOP: top}\njobs:\n${jobs}`,
    })),
  )
}, 60_000)
afterAll(() => stage.stop())

test.each(rows.map((row, at) => [row.rule, row.source, row, at] as const))(
  '%s (%s)',
  async (_rule, _source, row, at) => {
    const seen = await stage.see(played[at])
    expect(
      await stage.findings(seen.run).then((found) => found.filter((each) => !each.endsWith('built in'))),
    ).toEqual([])
    const [said, silent] = [row.says, row.silent]
    if (said) expect(await seen.log(said[0])).toContain(said[1])
    if (silent) expect(await seen.log(silent[0])).not.toContain(silent[1])
    expect(seen.conclusions).toEqual(row.conclusions)
    expect(seen.run.conclusion).toBe(row.conclusion ?? 'success')
  },
)
