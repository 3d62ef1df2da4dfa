import { audit, type AuditedCommit } from '../../src/domain/line/audit.js'
import { hasCommits, nextPatch, patchesOf } from '../../src/domain/line/line.js'
import { commitsOfMain } from '../../src/git/commit-audit.js'
import type { History } from './history.js'
import type { readerOf } from './history-reader.js'
import { RuleBroken, createLineState, service, type Rules } from './line-state.js'
import { actionsOn } from './line-actions.js'
import { fakeGitHub } from './fake-github.js'

export { RuleBroken as Broken, type Rules } from './line-state.js'
export const rules: Rules = { nextPatch, commitsOfMain, audit }

/**
 * A repository with random actions from a seed. `past`: the commits of main, oldest first. It starts with a release of one of
 * them, and sometimes with a first hotfix.
 */
export async function createRandomLines(
  history: History,
  reader: ReturnType<typeof readerOf>,
  seed: number,
  ruleSet: Rules,
  past: readonly string[],
) {
  const state = createLineState(history, reader, seed, ruleSet, past)
  const { draw, refs, row, pulls, fixes, landed, main, linesNow } = state
  const actions = actionsOn(state)
  const github = fakeGitHub(state, seed % 3 !== 0)
  const { git, reintegrate, land } = github
  async function audited(): Promise<readonly AuditedCommit[]> {
    const all = new Map<string, AuditedCommit>()
    for (const line of linesNow().filter(hasCommits)) {
      const commits = await git.audit({ main: main(), tips: line.tips, start: line.start! })
      for (const entry of ruleSet.audit(commits, patchesOf(service, refs, line.version), pulls))
        all.set(entry.commit, entry)
    }
    return [...all.values()]
  }

  /** Checks that no hotfix is lost: what the audit finds on main was there, and everything else is reported as missing. */
  async function check(): Promise<readonly AuditedCommit[]> {
    const entries = await audited()
    for (const [word, { commit, gone }] of fixes) {
      const on = entries.find((entry) => entry.commit === commit)?.on
      if (on === undefined) throw new RuleBroken(`L4: the audit lacks ${word}`)
      if (on !== 'missing' && !gone && !landed.has(word))
        throw new RuleBroken(`L4: ${word} is "${on}", but was never on main`)
      if (on === 'missing' && landed.has(word))
        throw new RuleBroken(`L4: ${word} is on main, but is reported as missing`)
    }
    for (const line of linesNow().filter(({ head, start }) => head !== start)) {
      const own = (await history.git('rev-list', line.head, `^${line.start!}`)).split('\n')
      const main = own.find((id) => row.indexOf(id) > row.indexOf(line.start!))
      if (main) throw new RuleBroken(`L3: ${line.branch} has ${main} of main`)
    }
    return entries
  }

  /** Reintegrates all lines, and checks that nothing is missing. */
  async function reintegrateAll(): Promise<void> {
    for (let left = 12; left > 0; left -= 1) {
      const done = await reintegrate()
      const open = pulls.filter((pull) => pull.pullRequest.state === 'open')
      for (const pull of open) await land(pull)
      if (!done && open.length === 0) break
    }
    const missing = (await check()).filter(({ on }) => on === 'missing')
    if (missing.length > 0) throw new RuleBroken(`L4: ${missing.length} commits cannot be reintegrated`)
  }

  await actions.release(past[draw.below(past.length)])
  if (draw.chance(30)) {
    await actions.hotfix()
    await actions.patch()
  }
  return { draw, moves: { ...actions, ...github.moves }, check, settle: reintegrateAll }
}
