import type { Random } from './random.js'
import type { Change, History, NewCommit } from './history.js'
import { initialFiles, files } from './line-state.js'

type Changes = Readonly<Record<string, Change>>
type Writer = ReturnType<typeof writerAfter>

/** What main has come to. */
interface Told {
  /** Its own commits (first parents), the oldest first. */
  readonly row: readonly string[]
  readonly texts: ReadonlyMap<string, string>
  /** For each file the edit that main has not changed since, and what it was before. */
  readonly edits: ReadonlyMap<string, { readonly commit: string; readonly before: string }>
}

/**
 * Years of work on main: edits, renames, binary files, branches that are merged, branches that merge each other, and reverts.
 * `length`: how many commits at least, those of branches included. Answers main's own commits, the oldest first.
 */
export async function longHistory(
  history: History,
  length: number,
  draw: Random,
): Promise<readonly string[]> {
  const first = await history.commit({ changes: initialFiles, message: 'Begin', at: 1_500_000_000 })
  let told: Told = {
    row: [first],
    texts: new Map(Object.entries(initialFiles) as [string, string][]),
    edits: new Map(),
  }
  for (let made = 1; made < length;) {
    const writer = writerAfter(told, made)
    while (writer.commits.length < atOnce) draw.oneOf(deck)(writer, draw)
    told = writer.told(await history.commits(writer.commits))
    made += writer.commits.length
  }
  // As a clone has it.
  await history.git('repack', '-a', '-d', '--quiet')
  await history.git('commit-graph', 'write', '--reachable')
  return told.row
}

/** A revert names what it takes back by its id, and that is known of what was written before. */
const atOnce = 40

/** Commits in the making: they are known by marks until git has written them. */
function writerAfter(told: Told, made: number) {
  const commits: NewCommit[] = []
  const row: string[] = []
  const texts = new Map(told.texts)
  const edits = new Map(told.edits)
  const number = (): number => made + commits.length
  const main = (): string => row.at(-1) ?? told.row.at(-1)!
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
    /** Where a branch begins: main, now or a while ago. */
    earlier: (draw: Random): string => draw.oneOf([main(), ...row.slice(-8)]),
    told(ids: readonly string[]): Told {
      const idOf = (mark: string): string => (mark.startsWith(':') ? ids[Number(mark.slice(1)) - 1]! : mark)
      const known = [...edits].map(
        ([path, { commit, before }]) => [path, { commit: idOf(commit), before }] as const,
      )
      return { row: [...told.row, ...row.map(idOf)], texts, edits: new Map(known) }
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
/** There and back again; the first file stays where it is. */
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
