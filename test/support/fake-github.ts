import type { Context } from '../../src/context.js'
import { planReintegrate } from '../../src/domain/reintegrate/reintegrate.js'
import type { Reintegration } from '../../src/domain/line/audit.js'
import { readReintegration } from '../../src/facts/reintegrate/reintegrate.js'
import { lines as gitLines } from '../../src/git/lines.js'
import { pullRequest } from './facts.js'
import { RuleBroken, type LineState } from './line-state.js'

/** A fake GitHub with pull requests and refs in memory. Git, facts and plan of `rel hotfix reintegrate` are the real ones. */
export function fakeGitHub({ history, draw, refs, pulls, main, moveMain }: LineState, takesMerges: boolean) {
  function finish(pull: Reintegration, state: 'merged' | 'closed'): void {
    const mergeCommit = state === 'merged' ? main() : null
    pulls.splice(pulls.indexOf(pull), 1, {
      ...pull,
      pullRequest: { ...pull.pullRequest, state },
      mergeCommit,
    })
    refs.branches.delete(pull.pullRequest.head)
  }
  /** Merges a pull request with a random method, and resolves its conflicts. */
  async function land(pull: Reintegration): Promise<void> {
    const head = refs.branches.get(pull.pullRequest.head)!
    const { tree } = await history.mergedTree(main(), head)
    const parents = draw.chance(40) ? [main(), head] : [main()]
    await moveMain(await history.commitTree(tree, parents, `Reintegrate (#${pull.pullRequest.number})`))
    finish(pull, 'merged')
  }

  const facts = () => ({
    configuration: null,
    trunk: { name: 'main', commit: main() },
    takesMerges,
    histories: [],
    sources: [],
    own: [],
  })
  const git = {
    ...gitLines(history.location, 'acme/widgets', 'origin'),
    refs: async () => refs,
    fetch: async () => {},
  }
  const github = {
    lines: {
      pulls: async ({}, { from }: { from: readonly string[] }) => ({
        open: [],
        reintegrations: pulls.filter(({ pullRequest }) => from.includes(pullRequest.head)),
      }),
    },
    hotfixes: {
      query: async () => facts(),
      origins: async () => new Map(),
      isSilent: async () => false,
    },
  }
  const context = { repository: 'acme/widgets', git: { lines: git }, github, run: null } as unknown as Context

  /** Applies the plan of the command, and checks that a second plan is empty. Returns false if there was nothing to reintegrate. */
  async function reintegrate(): Promise<boolean> {
    const [facts, wish] = await readReintegration(context, null).then(
      (found) => [found, null] as const,
      async (error: Error) => {
        const named = /reintegrated: ([\d.]+)/.exec(error.message)?.[1]
        if (named === undefined) throw error
        return [await readReintegration(context, named), named] as const
      },
    )
    const plan = planReintegrate(facts)
    if (plan.refusal || plan.steps.length === 0) return false
    for (const step of plan.steps) {
      if (step.kind === 'push-commit' || step.kind === 'create-branch' || step.kind === 'replace-branch')
        refs.branches.set(step.branch, step.commit)
      else if (step.kind === 'open-pull-request') {
        const given = { head: step.head, base: step.base, draft: step.draft ?? false }
        pulls.push({ pullRequest: pullRequest(pulls.length + 1, given), body: step.body, mergeCommit: null })
      } else if (step.kind === 'edit-pull-request') {
        const at = pulls.findIndex(({ pullRequest }) => pullRequest.number === step.pullRequest)
        pulls.splice(at, 1, { ...pulls[at]!, body: step.body })
      } else throw new Error(`Unsupported step: ${step.kind}.`)
    }
    if (draw.chance(25)) {
      const again = planReintegrate(await readReintegration(context, wish ?? plan.result.version))
      if (again.steps.length > 0)
        throw new RuleBroken(`L6: ${again.steps.map(({ kind }) => kind).join()} again`)
    }
    return true
  }

  return {
    git,
    reintegrate,
    land,
    moves: {
      async reintegrate(): Promise<void> {
        await reintegrate()
      },
      async mergePull(): Promise<void> {
        const open = pulls.filter((pull) => pull.pullRequest.state === 'open')
        if (open.length > 0) await land(draw.oneOf(open))
      },
      async closePull(): Promise<void> {
        const open = pulls.find((pull) => pull.pullRequest.state === 'open')
        if (open) finish(open, 'closed')
      },
    },
  }
}
