import { RelError, takenText, unexpectedArguments } from './errors.js'
import { editDistance, typosIn } from './suggest.js'

/** The part of a command's definition that the error for an unknown command needs. Of `flags` only the names count. */
export interface KnownCommand {
  readonly id: string
  readonly aliases: readonly string[]
  readonly hidden?: boolean
  readonly flags: object
}

/** Suggested for a single typo at most: they remove or undo something, or differ little from the opposite. */
const strictWords = new Set(['clear', 'down', 'redeploy', 'reject', 'reset', 'rollback', 'stop', 'undeploy'])

const spaced = (id: string): string => id.replaceAll(':', ' ')

/** The typed words without flags: the command of a report if there is no such command. */
export const typedCommand = (words: readonly string[]): string =>
  words.filter((word) => !word.startsWith('-')).join(' ')

/** The usage error for a command that does not exist, with a suggestion. (docs/adr/0002: why not oclif's plugin.) */
export function unknownCommand(id: string, commands: readonly KnownCommand[]): RelError {
  const visible = commands.filter(({ hidden }) => !hidden)
  const names = visible.flatMap((command) =>
    [command.id, ...command.aliases].map((name) => ({ name, command })),
  )
  const [longest] = names
    .filter(({ name }) => id.startsWith(`${name}:`))
    .sort((left, right) => right.name.length - left.name.length)
  if (longest) {
    const { name, command } = longest
    return unexpected(command, spaced(name), id.slice(name.length + 1).split(':'))
  }
  return new RelError('usage', `Unknown command: rel ${spaced(id)}`, {
    hint: hintFor(
      id.split(':'),
      names.map(({ name }) => name.split(':')),
    ),
  })
}

/** The closest command; else the help of the topic that was typed, else the help of rel. */
function hintFor(typed: readonly string[], commands: readonly (readonly string[])[]): string {
  const [command] = closest(typed, commands)
  if (command) return `Did you mean \`rel ${command.join(' ')}\`?`
  const topics = commands.flatMap((words) => words.slice(0, -1).map((_, index) => words.slice(0, index + 1)))
  const [topic] = closest(typed, topics)
  return topic
    ? `Run \`rel ${topic.join(' ')} --help\` for its commands.`
    : 'Run `rel --help` for all commands.'
}

/** The names that the typed words begin with, give or take typos: the longest first, then those with the fewest typos. */
function closest(
  typed: readonly string[],
  names: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  return names
    .map((words) => ({ words, typos: typosBetween(typed, words), isStrict: isStrict(words) }))
    .filter(({ typos }) => typos !== Infinity)
    .sort(
      (left, right) =>
        right.words.length - left.words.length ||
        left.typos - right.typos ||
        Number(left.isStrict) - Number(right.isStrict),
    )
    .map(({ words }) => words)
}

const isStrict = (words: readonly string[]): boolean => words.some((word) => strictWords.has(word))

/** Infinity if a word is missing or has too many typos. Words behind the name may be arguments. */
function typosBetween(typed: readonly string[], words: readonly string[]): number {
  const typos = words.map((word, index) => {
    const given = typed[index] ?? ''
    const distance = editDistance(given.toLowerCase(), word)
    return distance <= (strictWords.has(word) ? 1 : typosIn(given)) ? distance : Infinity
  })
  return typos.reduce((sum, count) => sum + count, 0)
}

/** oclif takes the words behind a command without arguments as part of its name. */
const unexpected = ({ flags }: KnownCommand, name: string, words: readonly string[]): RelError => {
  const [first = ''] = words
  return new RelError('usage', unexpectedArguments(words), {
    hint:
      words.length === 1 && /^#?\d+$/.test(first) && 'pr' in flags
        ? `Did you mean \`rel ${name} --pr ${first.replace('#', '')}\`?`
        : `${takenText(name)} Run \`rel ${name} --help\` for its flags.`,
  })
}
