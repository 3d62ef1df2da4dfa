import { alreadyOn } from '../../src/git/commit-audit.js'
import { pickEach } from '../../src/git/pick.js'
import type { Change } from './history.js'
import { RuleBroken, paths, service, type LineState } from './line-state.js'

/** Random actions on main and lines. An action that is not possible does nothing. */
export function actionsOn(state: LineState) {
  const { history, reader, draw, refs, row, fixes, rules } = state
  const {
    main,
    moveMain,
    edit,
    somethingElse,
    commit,
    mergeOf,
    linesNow,
    push,
    mustPush,
    number,
    nextMinor,
  } = state
  /** A squash merge, as GitHub proposes it, of a pick and a new fix. */
  async function squashed(base: string, picked: string): Promise<string> {
    const { word, changes } = await edit(picked)
    const tree = await history.git('rev-parse', `${await commit(picked, changes)}^{tree}`)
    const message = await history.git('show', '--no-patch', '--format=%B', picked)
    const text = `About this (#9)\n\n* ${message}\n\n* Fix ${word}\n`
    const head = await history.commitTree(tree, [base], text)
    fixes.set(word, { commit: head, gone: false })
    return head
  }

  return {
    async commitOnMain(): Promise<void> {
      const { changes } = draw.chance(60) ? await edit(main()) : { changes: await somethingElse(main()) }
      await moveMain(await commit(main(), changes))
    },
    /** Reverts the last commit of main. */
    async revertOnMain(): Promise<void> {
      const [before, last] = row.slice(-2)
      if (!before || !last) return
      const changes: Record<string, Change> = {}
      for (const path of paths) {
        const [textBefore, textAfter] = [await reader.read(before, path), await reader.read(last, path)]
        if (textBefore !== textAfter) changes[path] = textBefore
      }
      await moveMain(await commit(last, changes, `Revert\n\nThis reverts commit ${last}.\n`))
    },
    /** Two branches that are merged into each other, and then into main. */
    async crissCross(): Promise<void> {
      const from = draw.oneOf(row)
      const [firstFile, secondFile] = [`new/${number()}.txt`, `new/${number()}.txt`]
      const made = await history.commits([
        { parents: [from], changes: { [firstFile]: 'one' }, message: 'One' },
        { parents: [from], changes: { [secondFile]: 'two' }, message: 'Two' },
        { parents: [':1', ':2'], changes: { [secondFile]: 'two' } },
        { parents: [':2', ':1'], changes: { [firstFile]: 'one' } },
      ])
      const first = await mergeOf(main(), made[2]!)
      await moveMain(first)
      if (draw.chance(50)) await moveMain(await mergeOf(first, made[3]!))
    },
    async release(at = main()): Promise<void> {
      const version = `1.${nextMinor()}.0`
      refs.tags.set(version, at)
      refs.branches.set(`release/${version}`, at)
    },
    async hotfix(): Promise<void> {
      const line = draw.oneOf(linesNow())
      let head = line.head
      const made: string[] = []
      for (let left = 1 + draw.below(2); left > 0; left -= 1) {
        const { word, changes } = await edit(head)
        head = await commit(head, changes, `Fix ${word}`)
        made.push(word)
        fixes.set(word, { commit: head, gone: false })
      }
      if (draw.chance(30)) {
        const tree = await history.git('rev-parse', `${head}^{tree}`)
        const isSquashed = draw.chance(50)
        head = await history.commitTree(
          tree,
          isSquashed ? [line.head] : [line.head, head],
          `Fix ${made.join()}`,
        )
        if (isSquashed) for (const word of made) fixes.set(word, { commit: head, gone: false })
      }
      await mustPush(line, head)
    },
    /** Reverts the last commit of a line. */
    async revertOnLine(): Promise<void> {
      const line = draw.oneOf(linesNow())
      const [word] = [...fixes].find(([, fix]) => fix.commit === line.head) ?? []
      if (word === undefined) return
      const changes: Record<string, Change> = {}
      for (const path of paths) {
        const [textBefore, textAfter] = [
          await reader.read(`${line.head}^`, path),
          await reader.read(line.head, path),
        ]
        if (textBefore !== textAfter) changes[path] = textBefore
      }
      for (const fix of fixes.values()) if (fix.commit === line.head) fix.gone = true
      await mustPush(line, await commit(line.head, changes, `Revert\n\nThis reverts commit ${line.head}.\n`))
    },
    /** Picks a commit of main into a line. */
    async pick(): Promise<void> {
      const line = draw.oneOf(linesNow())
      const wanted = draw.oneOf(row.slice(-4))
      const start = line.start!
      if ((await history.git('rev-list', '--max-count=1', wanted, `^${line.head}`)) === '') return
      if ((await alreadyOn(history.location, { head: line.head, start }, [wanted])).length > 0) return
      const { head } = await pickEach(history.location, line.head, [wanted])
      await mustPush(line, draw.chance(50) ? head : await squashed(line.head, head))
    },
    /** Tries to push a merge of main: "Update branch", or a hotfix branch that was created from main. */
    async mergeMainIntoLine(): Promise<void> {
      const line = draw.oneOf(linesNow())
      if ((await history.git('rev-list', '--max-count=1', main(), `^${line.head}`)) === '') return
      const cut = draw.chance(50) ? main() : await commit(main(), (await edit(main())).changes)
      if (await push(line, await mergeOf(line.head, cut, 'Update branch')))
        throw new RuleBroken(`L3: ${line.branch} accepted commits of main`)
    },
    async patch(): Promise<void> {
      const line = draw.oneOf(linesNow())
      if (line.head === line.start || [...refs.tags.values()].includes(line.head)) return
      const version = rules.nextPatch(service, [...refs.tags.keys()], line.version)
      const taken = [...refs.tags.keys()].filter((tag) => tag.startsWith(line.version.replace(/\d+$/, '')))
      const highest = Math.max(...taken.map((tag) => Number(tag.split('.')[2])))
      if (version !== line.version.replace(/\d+$/, String(highest + 1)))
        throw new RuleBroken(`L2: ${version} after ${taken.join()}`)
      refs.tags.set(version, line.head)
    },
    /** Recreates the branch of a released line at its start. */
    async recreateBranch(): Promise<void> {
      const line = draw.oneOf(linesNow())
      if ([...refs.tags.values()].includes(line.head)) refs.branches.set(line.branch, line.start!)
    },
  }
}
