interface Choice {
  readonly labels: readonly string[]
  readonly authors: readonly string[]
}
export interface NotesSettings {
  /** What GitHub puts on top of the notes. */
  readonly comment: string
  readonly exclude: Choice
  readonly categories: readonly {
    readonly title: string
    readonly labels: readonly string[]
    readonly exclude: Choice
  }[]
}
export interface Chapter {
  /** Null without categories. */
  readonly title: string | null
  readonly lines: readonly string[]
}
interface Item {
  readonly author: string
  readonly labels: readonly string[]
  readonly line: string
}

/** Each change goes to the first category that has one of its labels (`*`: any); the rest are Other Changes. */
export function chaptersOf(settings: NotesSettings | null, items: readonly Item[]): readonly Chapter[] {
  const kept = settings ? items.filter((item) => !matches(settings.exclude, item)) : items
  if (!settings || settings.categories.length === 0) return filled([{ title: null, lines: linesOf(kept) }])
  const { categories } = settings
  const home = (item: Item): number =>
    categories.findIndex(
      ({ labels, exclude }) =>
        (labels.includes('*') || labels.some((label) => has(item.labels, label))) && !matches(exclude, item),
    )
  const chapters = categories.map(({ title }, at) => ({
    title,
    lines: linesOf(kept.filter((item) => home(item) === at)),
  }))
  return filled([
    ...chapters,
    { title: 'Other Changes', lines: linesOf(kept.filter((item) => home(item) < 0)) },
  ])
}

const linesOf = (items: readonly Item[]): readonly string[] => items.map(({ line }) => line)
const filled = (chapters: readonly Chapter[]): readonly Chapter[] =>
  chapters.filter(({ lines }) => lines.length > 0)

const has = (words: readonly string[], word: string): boolean =>
  words.some((each) => each.toLowerCase() === word.toLowerCase())
const matches = ({ labels, authors }: Choice, item: Item): boolean =>
  labels.some((label) => has(item.labels, label)) || has(authors, item.author)
