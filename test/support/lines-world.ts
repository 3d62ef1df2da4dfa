import type { Context } from '../../src/context.js'
import { audit, type AuditedCommit, type Reintegration } from '../../src/domain/audit.js'
import { linesOf, nextPatch, patchesOf, type Line, type Refs } from '../../src/domain/line.js'
import { planReintegrate } from '../../src/domain/reintegration.js'
import { servicesOf, type Service } from '../../src/domain/service.js'
import { readReintegration } from '../../src/facts/reintegration.js'
import { commitsOfMain } from '../../src/git/audit.js'
import { lines as gitLines } from '../../src/git/lines.js'
import { drawnFrom } from './drawn.js'
import { config, pullRequest } from './facts.js'
import type { Change, History } from './history.js'
import type { readerOf } from './history-reader.js'

/** The three rules that keep L2, L3 and L4; a mutant of one must break its law in some run. */
export interface Rules {
  readonly nextPatch: typeof nextPatch
  readonly commitsOfMain: typeof commitsOfMain
  readonly audit: typeof audit
}
export const rules: Rules = { nextPatch, commitsOfMain, audit }
export class Broken extends Error {}

const [service] = servicesOf(config('')) as [Service]
const files = ['a', 'b', 'c', 'd', 'e']
const paths = files.flatMap((file) => [`${file}.txt`, `moved/${file}.txt`])
const begin = Object.fromEntries(
  files.map((file) => [`${file}.txt`, Array.from({ length: 12 }, (_, row) => `${file} ${row}\n`).join('')]),
)

/** A repository in which anything may happen, drawn from a seed. GitHub is played here; git, the facts and the plan are real. */
export async function createLinesWorld(
  history: History,
  reader: ReturnType<typeof readerOf>,
  seed: number,
  { nextPatch, commitsOfMain, audit }: Rules,
) {
  const draw = drawnFrom(seed)
  const refs = { branches: new Map<string, string>(), tags: new Map<string, string>() }
  const row: string[] = [] // the commits that were made on main, in order
  const pulls: Reintegration[] = []
  /** What each hotfix changed, by a word that stands nowhere else; `gone`: the line itself took it back. */
  const fixes = new Map<string, { readonly commit: string; gone: boolean }>()
  const landed = new Set<string>()
  let words = 0
  let minor = 0

  const main = (): string => row.at(-1)!
  const wordsAt = async (commit: string): Promise<readonly string[]> =>
    (await Promise.all(paths.map((path) => reader.read(commit, path)))).flatMap(
      (text) => text?.match(/word-\d+/g) ?? [],
    )
  async function moveMain(...commits: readonly string[]): Promise<void> {
    row.push(...commits)
    for (const word of await wordsAt(main())) landed.add(word)
  }

  /** A new word somewhere in a file that is there. */
  async function edit(parent: string): Promise<{ word: string; changes: Record<string, Change> }> {
    const word = `word-${++words}`
    for (let path = draw.one(paths); ; path = draw.one(paths)) {
      const text = await reader.read(parent, path)
      if (text === null) continue
      const rows = text.split('\n')
      rows.splice(draw.below(rows.length), 0, word)
      return { word, changes: { [path]: rows.join('\n') } }
    }
  }
  async function somethingElse(parent: string): Promise<Record<string, Change>> {
    const file = draw.one(files.slice(1)) // one file always stays
    const isThere = (await reader.read(parent, `${file}.txt`)) !== null
    if (isThere && draw.chance(40)) return { [`${file}.txt`]: { to: `moved/${file}.txt` } }
    if (isThere && draw.chance(15)) return { [`${file}.txt`]: null }
    return { 'image.bin': Buffer.from([0, ++words % 256, draw.below(256)]) }
  }
  const commit = (
    parent: string,
    changes: Record<string, Change>,
    message = `Change ${words}`,
  ): Promise<string> => history.commit({ parents: [parent], changes, message })
  async function mergeOf(one: string, other: string, message = 'Merge'): Promise<string> {
    const { tree } = await history.mergedTree(one, other)
    return history.commitTree(tree, [one, other], message)
  }

  const moves = {
    async commitOnMain(): Promise<void> {
      const { changes } = draw.chance(60) ? await edit(main()) : { changes: await somethingElse(main()) }
      await moveMain(await commit(main(), changes))
    },
    /** Takes back what main changed last. */
    async revertOnMain(): Promise<void> {
      const [before, last] = row.slice(-2)
      if (!before || !last) return
      const changes: Record<string, Change> = {}
      for (const path of paths) {
        const [was, is] = [await reader.read(before, path), await reader.read(last, path)]
        if (was !== is) changes[path] = was
      }
      await moveMain(await commit(last, changes, `Revert\n\nThis reverts commit ${last}.\n`))
    },
    /** Two branches that merge each other, and then into main. */
    async crissCross(): Promise<void> {
      const from = draw.one(row)
      const made = await history.commits([
        { parents: [from], changes: { [`new/${++words}.txt`]: 'one' }, message: `One ${words}` },
        { parents: [from], changes: { [`new/${++words}.txt`]: 'two' }, message: `Two ${words}` },
        { parents: [':1', ':2'], changes: { [`new/${words}.txt`]: 'two' } },
        { parents: [':2', ':1'], changes: { [`new/${words - 1}.txt`]: 'one' } },
      ])
      const first = await mergeOf(main(), made[2]!)
      await moveMain(first)
      if (draw.chance(50)) await moveMain(await mergeOf(first, made[3]!))
    },
    async release(): Promise<void> {
      const version = `1.${minor++}.0`
      refs.tags.set(version, main())
      refs.branches.set(`release/${version}`, main())
    },
    async hotfix(): Promise<void> {
      const line = draw.one(linesNow())
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
    /** The line takes back its own last change. */
    async revertOnLine(): Promise<void> {
      const line = draw.one(linesNow())
      const [word] = [...fixes].find(([, fix]) => fix.commit === line.head) ?? []
      if (word === undefined) return
      const changes: Record<string, Change> = {}
      for (const path of paths) {
        const [was, is] = [await reader.read(`${line.head}^`, path), await reader.read(line.head, path)]
        if (was !== is) changes[path] = was
      }
      for (const fix of fixes.values()) if (fix.commit === line.head) fix.gone = true
      await mustPush(line, await commit(line.head, changes, `Revert\n\nThis reverts commit ${line.head}.\n`))
    },
    /** What main has already, for the line. */
    async pick(): Promise<void> {
      const line = draw.one(linesNow())
      const wanted = draw.one(row.slice(-4))
      const start = line.start!
      if ((await history.git('rev-list', '--max-count=1', wanted, `^${line.head}`)) === '') return
      if ((await git.alreadyOn({ head: line.head, start }, [wanted])).length > 0) return
      const { head } = await git.pickEach(line.head, [wanted])
      await mustPush(line, head)
    },
    /** "Update branch", or a hotfix that was cut from main. */
    async attack(): Promise<void> {
      const line = draw.one(linesNow())
      if ((await history.git('rev-list', '--max-count=1', main(), `^${line.head}`)) === '') return
      const cut = draw.chance(50) ? main() : await commit(main(), (await edit(main())).changes)
      if (await push(line, await mergeOf(line.head, cut, 'Update branch')))
        throw new Broken(`L3: ${line.branch} took commits of main`)
    },
    async patch(): Promise<void> {
      const line = draw.one(linesNow())
      if (line.head === line.start || [...refs.tags.values()].includes(line.head)) return
      const version = nextPatch(service, [...refs.tags.keys()], line.version)
      const taken = [...refs.tags.keys()].filter((tag) => tag.startsWith(line.version.replace(/\d+$/, '')))
      const highest = Math.max(...taken.map((tag) => Number(tag.split('.')[2])))
      if (version !== line.version.replace(/\d+$/, String(highest + 1)))
        throw new Broken(`L2: ${version} after ${taken.join()}`)
      refs.tags.set(version, line.head)
    },
    /** The branch was deleted after its versions were released, and is made again at its tag. */
    async remake(): Promise<void> {
      const line = draw.one(linesNow())
      if ([...refs.tags.values()].includes(line.head)) refs.branches.set(line.branch, line.start!)
    },
    reintegrate: () => reintegrate(),
    async mergePull(): Promise<void> {
      const open = pulls.filter((one) => one.pullRequest.state === 'open')
      if (open.length > 0) await land(draw.one(open))
    },
    async closePull(): Promise<void> {
      const open = pulls.find((one) => one.pullRequest.state === 'open')
      if (open) finish(open, 'closed')
    },
  }

  const linesNow = (): readonly Line[] => linesOf([service], refs)
  async function push(line: Line, head: string): Promise<boolean> {
    const known = [line.start!, ...patchesOf(service, refs, line.version).map(({ commit }) => commit)]
    const foreign = await commitsOfMain(history.place, { main: main(), head, known })
    if (foreign.length > 0) return false
    refs.branches.set(line.branch, head)
    return true
  }
  async function mustPush(line: Line, head: string): Promise<void> {
    if (!(await push(line, head))) throw new Broken(`L3: ${line.branch} refused a hotfix`)
  }

  function finish(pull: Reintegration, state: 'merged' | 'closed'): void {
    pulls.splice(pulls.indexOf(pull), 1, { ...pull, pullRequest: { ...pull.pullRequest, state } })
    refs.branches.delete(pull.pullRequest.head)
  }
  /** As people merge: any method, with or without the messages of the commits; what conflicts they settle. */
  async function land(pull: Reintegration): Promise<void> {
    const head = refs.branches.get(pull.pullRequest.head)!
    const { tree } = await history.mergedTree(main(), head)
    const parents = draw.chance(40) ? [main(), head] : [main()]
    await moveMain(await history.commitTree(tree, parents, `Reintegrate (#${pull.pullRequest.number})`))
    finish(pull, 'merged')
  }

  const look = () => ({
    configuration: null,
    trunk: { name: 'main', commit: main() },
    takesMerges: seed % 3 !== 0,
    histories: [],
    sources: [],
    own: [],
  })
  const git = {
    ...gitLines(history.place, 'acme/widgets', 'origin'),
    refs: async () => refs,
    fetch: async () => {},
  }
  const github = {
    hotfixes: {
      look: async () => look(),
      pulls: async ({}, { from }: { from: readonly string[] }) => ({
        open: [],
        reintegrations: pulls.filter(({ pullRequest }) => from.includes(pullRequest.head)),
      }),
      origins: async () => new Map(),
      isSilent: async () => false,
    },
  }
  const context = { repository: 'acme/widgets', git: { lines: git }, github, run: null } as unknown as Context

  /** The plan of the real command, done here; done again it has nothing to do. False: nothing was to be brought back. */
  async function reintegrate(): Promise<boolean> {
    const [facts, wish] = await readReintegration(context, undefined).then(
      (found) => [found, undefined] as const,
      async (error: Error) => {
        const named = /reintegrated: ([\d.]+)/.exec(error.message)?.[1]
        if (named === undefined) throw error
        return [await readReintegration(context, named), named] as const
      },
    )
    const plan = planReintegrate(facts)
    if (plan.refusal || plan.steps.length === 0) return false
    for (const step of plan.steps) {
      if (step.kind === 'push-commit' || step.kind === 'create-branch')
        refs.branches.set(step.branch, step.commit)
      else if (step.kind === 'open-pull-request') {
        const given = { head: step.head, base: step.base, draft: step.draft ?? false }
        pulls.push({ pullRequest: pullRequest(pulls.length + 1, given), body: step.body })
      } else if (step.kind === 'edit-pull-request') {
        const at = pulls.findIndex(({ pullRequest }) => pullRequest.number === step.pullRequest)
        pulls.splice(at, 1, { ...pulls[at]!, body: step.body })
      } else throw new Error(`Nobody plays ${step.kind}.`)
    }
    const again = planReintegrate(await readReintegration(context, wish))
    if (again.steps.length > 0) throw new Broken(`L6: ${again.steps.map(({ kind }) => kind).join()} again`)
    return true
  }

  async function audited(): Promise<readonly AuditedCommit[]> {
    const all = new Map<string, AuditedCommit>()
    for (const line of linesNow()) {
      const commits = await git.audit({ main: main(), tips: line.tips, start: line.start! })
      for (const one of audit(commits, patchesOf(service, refs, line.version), pulls))
        all.set(one.commit, one)
    }
    return [...all.values()]
  }

  /** Nothing is lost: what is said to be on main was there once; what is not there is said to be missing. */
  async function check(): Promise<void> {
    const told = await audited()
    for (const [word, { commit, gone }] of fixes) {
      const on = told.find((one) => one.commit === commit)?.on
      if (on === undefined) throw new Broken(`L4: nobody knows of ${word}`)
      if (on !== 'missing' && !gone && !landed.has(word))
        throw new Broken(`L4: ${word} is "${on}", and never was on main`)
      if (on === 'missing' && landed.has(word))
        throw new Broken(`L4: ${word} is on main, and told as missing`)
    }
    for (const line of linesNow()) {
      const own = (await history.git('rev-list', line.head, `^${line.start!}`)).split('\n')
      const main = own.find((one) => row.indexOf(one) > row.indexOf(line.start!))
      if (main) throw new Broken(`L3: ${line.branch} has ${main} of main`)
    }
  }

  /** Brings everything back; in the end nothing is missing. */
  async function settle(): Promise<void> {
    for (let left = 12; left > 0; left -= 1) {
      const done = await reintegrate()
      const open = pulls.filter((one) => one.pullRequest.state === 'open')
      for (const one of open) await land(one)
      if (!done && open.length === 0) break
    }
    await check()
    const missing = (await audited()).filter(({ on }) => on === 'missing')
    if (missing.length > 0) throw new Broken(`L4: ${missing.length} cannot be brought back`)
  }

  await moveMain(await history.commit({ changes: begin, message: `Begin ${seed}`, at: 1_600_000_000 + seed }))
  await moves.release()
  return { draw, moves, check, settle }
}
