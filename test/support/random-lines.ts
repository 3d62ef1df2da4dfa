import { audit, type AuditedCommit } from '../../src/domain/line/audit.js'
import { isMoved, nextPatch, patchesOf } from '../../src/domain/line/line.js'
import { commitsOfMain } from '../../src/git/commit-audit.js'
import type { History } from './history.js'
import type { readerOf } from './history-reader.js'
import { RuleBroken, createLineState, service, type Rules } from './line-state.js'
import { actionsOn } from './line-actions.js'
import { fakeGitHub } from './fake-github.js'

export { RuleBroken as Broken, type Rules } from './line-state.js'
export const rules: Rules = { nextPatch, commitsOfMain, audit }

/** A repository in which anything may happen, drawn from a seed. `past`: what main has had, the oldest first; somewhere there was a release, and maybe its first hotfix. */
export async function createRandomLines(
  history: History,
  reader: ReturnType<typeof readerOf>,
  seed: number,
  given: Rules,
  past: readonly string[],
) {
  const state = createLineState(history, reader, seed, given, past)
  const { draw, refs, row, pulls, fixes, landed, main, linesNow } = state
  const actions = actionsOn(state)
  const github = fakeGitHub(state, seed % 3 !== 0)
  const { git, reintegrate, land } = github
  async function audited(): Promise<readonly AuditedCommit[]> {
    const all = new Map<string, AuditedCommit>()
    for (const line of linesNow().filter(isMoved)) {
      const commits = await git.audit({ main: main(), tips: line.tips, start: line.start! })
      for (const one of given.audit(commits, patchesOf(service, refs, line.version), pulls))
        all.set(one.commit, one)
    }
    return [...all.values()]
  }

  /** Nothing is lost: what is said to be on main was there once; what is not there is said to be missing. */
  async function check(): Promise<readonly AuditedCommit[]> {
    const told = await audited()
    for (const [word, { commit, gone }] of fixes) {
      const on = told.find((one) => one.commit === commit)?.on
      if (on === undefined) throw new RuleBroken(`L4: nobody knows of ${word}`)
      if (on !== 'missing' && !gone && !landed.has(word))
        throw new RuleBroken(`L4: ${word} is "${on}", and never was on main`)
      if (on === 'missing' && landed.has(word))
        throw new RuleBroken(`L4: ${word} is on main, and told as missing`)
    }
    for (const line of linesNow().filter(({ head, start }) => head !== start)) {
      const own = (await history.git('rev-list', line.head, `^${line.start!}`)).split('\n')
      const main = own.find((one) => row.indexOf(one) > row.indexOf(line.start!))
      if (main) throw new RuleBroken(`L3: ${line.branch} has ${main} of main`)
    }
    return told
  }

  /** Brings everything back; in the end nothing is missing. */
  async function reintegrateAll(): Promise<void> {
    for (let left = 12; left > 0; left -= 1) {
      const done = await reintegrate()
      const open = pulls.filter((one) => one.pullRequest.state === 'open')
      for (const one of open) await land(one)
      if (!done && open.length === 0) break
    }
    const missing = (await check()).filter(({ on }) => on === 'missing')
    if (missing.length > 0) throw new RuleBroken(`L4: ${missing.length} cannot be brought back`)
  }

  await actions.release(past[draw.below(past.length)])
  if (draw.chance(30)) {
    await actions.hotfix()
    await actions.patch()
  }
  return { draw, moves: { ...actions, ...github.moves }, check, settle: reintegrateAll }
}
