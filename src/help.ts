import { type Command, CommandHelp, Help } from '@oclif/core'

/**
 * Stands for a space that oclif must neither remove nor break a line at; the printed text has normal spaces again. A no-break space
 * would be removed at the start of a line.
 */
const fixedSpace = '\uE000'
const withFixedSpaces = (text: string): string => text.replaceAll(' ', fixedSpace)
const withSpaces = (text: string): string => text.replaceAll(fixedSpace, ' ')

/** Commands in backticks, which people copy. */
const commands = /`[^`\n]*`/g
/** The elements of a usage line: an option with its value, and alternatives. */
const usageElements = /\[[^[\]]*\]|(?<!\S)--[a-z][\w-]* [A-Z]\S*/g

/** Keeps the indentation of lists, and in one piece the commands that fit in a line of `columns`. */
const withFixedParts = (text: string, columns: number): string =>
  text
    .replaceAll(/^ {2,}/gm, withFixedSpaces)
    .replaceAll(commands, (command) => (command.length <= columns ? withFixedSpaces(command) : command))

/** The help of one command, as oclif prints it, but with whole commands and without a summary a second time. */
class RelCommandHelp extends CommandHelp {
  override wrap(body: string, spacing = this.indentSpacing): string {
    const columns = (this.opts.maxWidth ?? 80) - spacing
    return withSpaces(super.wrap(withFixedParts(body, columns), spacing))
  }

  protected override usage(): string {
    return withSpaces(super.usage())
  }

  protected override defaultUsage(): string {
    return super.defaultUsage().replaceAll(usageElements, withFixedSpaces)
  }

  /** The values of an argument with spaces between them, so that they can be wrapped. */
  protected override args(args: Command.Arg.Any[]): [string, string | undefined][] | undefined {
    const spaced = args.map(({ options, ...arg }) => ({
      ...arg,
      ...(options && { options: [options.join(' | ')] }),
    }))
    return super.args(spaced)
  }

  /** Without a summary, oclif prints the first line of the description in its place. */
  protected override description(): string | undefined {
    const { summary, description = '' } = this.command
    const text = summary ? description : description.split('\n').slice(1).join('\n').trim()
    return text === '' ? undefined : this.wrap(text)
  }

  /** Flags with more to say than their summary, which is not repeated. */
  protected override flagsDescriptions(flags: Command.Flag.Any[]): string | undefined {
    const texts = flags.flatMap((flag) => {
      if (!flag.summary || !flag.description) return []
      const label = this.flagHelpLabel(flag, true).replace(/^ +/, '')
      return [`${label}\n${this.indent(this.wrap(flag.description, 2 * this.indentSpacing))}`]
    })
    return texts.length === 0 ? undefined : texts.join('\n\n')
  }
}

/** oclif's help with `RelCommandHelp`; named in package.json. */
export default class RelHelp extends Help {
  protected override CommandHelpClass = RelCommandHelp
}
