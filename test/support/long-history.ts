import type { Random } from './random.js'
import type { Change, History, NewCommit } from './history.js'
import { initialFiles, files } from './line-state.js'

type Changes = Readonly<Record<string, Change>>
type Writer = ReturnType<typeof writerAfter>

/** The state of main. */
interface MainState {
  /** First-parent commits, oldest first. */
  readonly row: readonly string[]
  readonly texts: ReadonlyMap<string, string>
  /** For each file, its last edit that main still has, and the text before it. */
  readonly edits: ReadonlyMap<string, { readonly commit: string; readonly before: string }>
}

/**
 * Creates a long history of main: edits, renames, binary files, merged branches, criss-cross merges, and reverts. `length`: the
 * minimum number of commits, including branches. Returns the first-parent commits of main, oldest first.
 */
export async function longHistory(
  history: History,
  length: number,
  draw: Random,
): Promise<readonly string[]> {
  const first = await history.commit({ changes: initialFiles, message: 'Begin', at: 1_500_000_000 })
  let state: MainState = {
    row: [first],
    texts: new Map(Object.entries(initialFiles) as [string, string][]),
    edits: new Map(),
  }
  for (let made = 1; made < length;) {
    const writer = writerAfter(state, made)
    while (writer.commits.length < atOnce) draw.oneOf(deck)(writer, draw)
    state = writer.stateAfter(await history.commits(writer.commits))
    made += writer.commits.length
  }
  // Packed like a clone.
  await history.git('repack', '-a', '-d', '--quiet')
  await history.git('commit-graph', 'write', '--reachable')
  return state.row
}

/** Commits per batch. A revert names its commit by id, so it can only revert commits of earlier batches. */
const atOnce = 40

/** Collects new commits, which are known by marks until git has written them. */
function writerAfter(state: MainState, made: number) {
  const commits: NewCommit[] = []
  const row: string[] = []
  const texts = new Map(state.texts)
  const edits = new Map(state.edits)
  const number = (): number => made + commits.length
  const main = (): string => row.at(-1) ?? state.row.at(-1)!
  function add(parents: readonly string[], message: string, changes: Changes): string {
    commits.push({ parents, message, changes, at: 1_500_000_000 + number() * 3600 })
    return `:${commits.length}`
  }
  return {
    commits,
    texts,
    edits,
    number,
    add,
    main,
    land: (message: string, changes: Changes, side: readonly string[] = []): string => {
      row.push(add([main(), ...side], message, changes))
      return main()
    },
    /** The start of a branch: a recent commit of main. */
    earlier: (draw: Random): string => draw.oneOf([main(), ...row.slice(-8)]),
    stateAfter(ids: readonly string[]): MainState {
      const idOf = (mark: string): string => (mark.startsWith(':') ? ids[Number(mark.slice(1)) - 1]! : mark)
      const known = [...edits].map(
        ([path, { commit, before }]) => [path, { commit: idOf(commit), before }] as const,
      )
      return { row: [...state.row, ...row.map(idOf)], texts, edits: new Map(known) }
    },
  }
}

function edit({ texts, edits, number, land }: Writer, draw: Random): void {
  const path = draw.oneOf([...texts.keys()])
  const before = texts.get(path)!
  const text = before.split('\n').with(draw.below(12), `row ${number()}`).join('\n')
  texts.set(path, text)
  edits.set(path, { commit: land(`Edit ${path}`, { [path]: text }), before })
}
/** Moves a file, or moves it back; never the first file. */
function rename({ texts, edits, land }: Writer, draw: Random): void {
  const name = `${draw.oneOf(files.slice(1))}.txt`
  const [from, to] = texts.has(name) ? [name, `moved/${name}`] : [`moved/${name}`, name]
  texts.set(to, texts.get(from)!)
  texts.delete(from)
  edits.delete(from)
  land(`Move ${from}`, { [from]: { to } })
}
function binary({ number, land }: Writer, draw: Random): void {
  land('Paint', { [`images/${draw.below(9)}.bin`]: Buffer.from([0, number() % 256, draw.below(256)]) })
}
function branch({ number, add, land, earlier }: Writer, draw: Random): void {
  const path = `feature/${number() % 97}.txt`
  let head = earlier(draw)
  let text = ''
  for (let left = 1 + draw.below(3); left > 0; left -= 1) {
    text += `row ${number()}\n`
    head = add([head], `Build ${path}`, { [path]: text })
  }
  land(`Merge ${path}`, { [path]: text }, [head])
}
function crissCross({ number, add, land, earlier }: Writer, draw: Random): void {
  const from = earlier(draw)
  const [one, two] = [
    { [`cross/${number() % 89}.one`]: `${number()}` },
    { [`cross/${number() % 89}.two`]: `${number()}` },
  ]
  const [first, second] = [add([from], 'One', one), add([from], 'Two', two)]
  const [third, fourth] = [
    add([first, second], 'Two into one', two),
    add([second, first], 'One into two', one),
  ]
  land('Merge one', { ...one, ...two }, [third])
  land('Merge two', {}, [fourth])
}
function revert({ texts, edits, land }: Writer, draw: Random): void {
  const known = [...edits].filter(([, { commit }]) => !commit.startsWith(':'))
  if (known.length === 0) return
  const [path, { commit, before }] = draw.oneOf(known)
  texts.set(path, before)
  edits.delete(path)
  land(`Revert "Edit ${path}"\n\nThis reverts commit ${commit}.\n`, { [path]: before })
}

const deck = [
  ...Array<typeof edit>(10).fill(edit),
  ...Array<typeof edit>(3).fill(branch),
  rename,
  binary,
  crissCross,
  revert,
  revert,
]
