import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobRows } from './runner/semantics-jobs.js'
import { stepRows } from './runner/semantics-steps.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const rows = [...jobRows, ...stepRows]
test.each(rows.map((row, at) => [row.rule, row.source, row, at] as const))(
  '%s (%s)',
  async (_rule, _source, row, at) => {
    const seen = await stage.play(`row-${at}`, `on: push\nenv: {TOP: top}\njobs:\n${row.jobs}`)
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
