interface ChangeFilter {
  readonly labels: readonly string[]
  readonly authors: readonly string[]
}
export interface NotesSettings {
  /** The comment at the top of the notes. */
  readonly comment: string
  readonly exclude: ChangeFilter
  readonly categories: readonly {
    readonly title: string
    readonly labels: readonly string[]
    readonly exclude: ChangeFilter
  }[]
}
export interface NotesSection {
  /** Null if the settings have no categories. */
  readonly title: string | null
  readonly lines: readonly string[]
}
interface Item {
  readonly author: string
  readonly labels: readonly string[]
  readonly line: string
}

/** Each change goes to the first category that has one of its labels (`*`: any); the rest are Other Changes. */
export function sectionsOf(settings: NotesSettings | null, items: readonly Item[]): readonly NotesSection[] {
  const kept = settings ? items.filter((item) => !matches(settings.exclude, item)) : items
  if (!settings || settings.categories.length === 0) return withLines([{ title: null, lines: linesOf(kept) }])
  const { categories } = settings
  const categoryOf = (item: Item): number =>
    categories.findIndex(
      ({ labels, exclude }) =>
        (labels.includes('*') || labels.some((label) => has(item.labels, label))) && !matches(exclude, item),
    )
  const chapters = categories.map(({ title }, index) => ({
    title,
    lines: linesOf(kept.filter((item) => categoryOf(item) === index)),
  }))
  return withLines([
    ...chapters,
    { title: 'Other Changes', lines: linesOf(kept.filter((item) => categoryOf(item) < 0)) },
  ])
}

const linesOf = (items: readonly Item[]): readonly string[] => items.map(({ line }) => line)
const withLines = (chapters: readonly NotesSection[]): readonly NotesSection[] =>
  chapters.filter(({ lines }) => lines.length > 0)

const has = (names: readonly string[], name: string): boolean =>
  names.some((candidate) => candidate.toLowerCase() === name.toLowerCase())
const matches = ({ labels, authors }: ChangeFilter, item: Item): boolean =>
  labels.some((label) => has(item.labels, label)) || has(authors, item.author)
