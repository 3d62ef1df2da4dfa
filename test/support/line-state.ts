import type { audit, Reintegration } from '../../src/domain/line/audit.js'
import { linesOf, patchesOf, type Line, type nextPatch } from '../../src/domain/line/line.js'
import { servicesOf, type Service } from '../../src/domain/model/service.js'
import type { commitsOfMain } from '../../src/git/commit-audit.js'
import { randomFrom } from './random.js'
import { config } from './facts.js'
import type { Change, History } from './history.js'
import type { readerOf } from './history-reader.js'

/** The functions that implement L2, L3 and L4. A mutant of one must break its rule in some run. */
export interface Rules {
  readonly nextPatch: typeof nextPatch
  readonly commitsOfMain: typeof commitsOfMain
  readonly audit: typeof audit
}
export class RuleBroken extends Error {}

export const [service] = servicesOf(config('')) as [Service]
export const files = ['a', 'b', 'c', 'd', 'e']
export const paths = files.flatMap((file) => [`${file}.txt`, `moved/${file}.txt`])
export const initialFiles = Object.fromEntries(
  files.map((file) => [`${file}.txt`, Array.from({ length: 12 }, (_, row) => `${file} ${row}\n`).join('')]),
)

export type LineState = ReturnType<typeof createLineState>

/** The state of a random history: refs and pull requests of a fake GitHub, and unique words that identify changes. */
export function createLineState(
  history: History,
  reader: ReturnType<typeof readerOf>,
  seed: number,
  rules: Rules,
  past: readonly string[],
) {
  const draw = randomFrom(seed)
  const refs = { branches: new Map<string, string>(), tags: new Map<string, string>() }
  const row = [...past] // first-parent commits of main, in order
  const pulls: Reintegration[] = []
  /** The commit of each hotfix by its unique word; `gone`: the line itself reverted it. */
  const fixes = new Map<string, { readonly commit: string; gone: boolean }>()
  const wordsOnMain = new Set<string>()
  let wordCount = 0
  let minor = 0

  const main = (): string => row.at(-1)!
  const wordsAt = async (commit: string): Promise<readonly string[]> =>
    (await Promise.all(paths.map((path) => reader.read(commit, path)))).flatMap(
      (text) => text?.match(/word-\d+/g) ?? [],
    )
  async function moveMain(...commits: readonly string[]): Promise<void> {
    row.push(...commits)
    for (const word of await wordsAt(main())) wordsOnMain.add(word)
  }

  /** Adds a new word to a random existing file. */
  async function edit(parent: string): Promise<{ word: string; changes: Record<string, Change> }> {
    const word = `word-${++wordCount}`
    for (let path = draw.oneOf(paths); ; path = draw.oneOf(paths)) {
      const text = await reader.read(parent, path)
      if (text === null) continue
      const rows = text.split('\n')
      rows.splice(draw.below(rows.length), 0, word)
      return { word, changes: { [path]: rows.join('\n') } }
    }
  }
  async function otherChange(parent: string): Promise<Record<string, Change>> {
    const file = draw.oneOf(files.slice(1)) // the first file is never moved or deleted
    const isThere = (await reader.read(parent, `${file}.txt`)) !== null
    if (isThere && draw.chance(40)) return { [`${file}.txt`]: { to: `moved/${file}.txt` } }
    if (isThere && draw.chance(15)) return { [`${file}.txt`]: null }
    return { 'image.bin': Buffer.from([0, ++wordCount % 256, draw.below(256)]) }
  }
  const commit = (
    parent: string,
    changes: Record<string, Change>,
    message = `Change ${wordCount}`,
  ): Promise<string> => history.commit({ parents: [parent], changes, message })
  async function mergeOf(first: string, second: string, message = 'Merge'): Promise<string> {
    const { tree } = await history.mergedTree(first, second)
    return history.commitTree(tree, [first, second], message)
  }

  const currentLines = (): readonly Line[] => linesOf([service], refs)
  async function push(line: Line, head: string): Promise<boolean> {
    const known = [line.start!, ...patchesOf(service, refs, line.version).map(({ commit }) => commit)]
    const foreign = await rules.commitsOfMain(history.location, { main: main(), head, known })
    if (foreign.length > 0) return false
    refs.branches.set(line.branch, head)
    return true
  }
  async function requirePush(line: Line, head: string): Promise<void> {
    if (!(await push(line, head))) throw new RuleBroken(`L3: ${line.branch} rejected a hotfix`)
  }

  return {
    rules,
    history,
    reader,
    draw,
    refs,
    row,
    pulls,
    fixes,
    landed: wordsOnMain,
    main,
    moveMain,
    edit,
    somethingElse: otherChange,
    commit,
    mergeOf,
    linesNow: currentLines,
    push,
    mustPush: requirePush,
    number: () => ++wordCount,
    nextMinor: () => minor++,
  }
}
