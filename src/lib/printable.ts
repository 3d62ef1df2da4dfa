/**
 * One line of text for a terminal: without control characters, line breaks, bidi marks and invisible characters. Texts of others
 * (titles, names, logs, addresses) become one through `printable` or the template `line`; nothing else makes one. What is written
 * to stdout and stderr is of this type (src/ui/terminal.ts).
 */
export class Printable {
  readonly #text: string
  private constructor(text: string) {
    this.#text = text
  }

  /** Makes text safe; what is Printable already stays as it is. */
  static of(value: string | number | Printable): Printable {
    return value instanceof Printable ? value : new Printable(clean(String(value)))
  }

  /** Some of these, one behind the other. */
  static join(parts: readonly (string | number | Printable)[], separator = ''): Printable {
    return new Printable(parts.map((part) => Printable.of(part).#text).join(clean(separator)))
  }

  /** With colours around it: `ink` is one of chalk's. */
  styled(ink: (text: string) => string): Printable {
    return new Printable(ink(this.#text))
  }

  toString(): string {
    return this.#text
  }
}

export const printable = Printable.of

/** The template of a line: rel's own words as they stand, values made safe. */
export const line = (
  words: TemplateStringsArray,
  ...values: readonly (string | number | Printable)[]
): Printable =>
  Printable.join(words.flatMap((word, index) => [word, ...(index < values.length ? [values[index]!] : [])]))

/** A text of several lines. A line break within a text of others has become a space before it is part of a message. */
export const linesIn = (text: string): readonly Printable[] => text.split('\n').map(printable)

/** A text of others that is one line, as a part of a message: it cannot begin a line of its own. */
export const oneLine = (text: string): string => clean(text)

/** Text as part of JSON, in which what steers a terminal is escaped: the value stays the same. */
export const escapedJson = (json: string): string =>
  json.replaceAll(unsafe, (found) =>
    found === '\n'
      ? found
      : [...Array(found.length).keys()]
          .map((index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, '0')}`)
          .join(''),
  )

/**
 * C0, C1 and DEL; what reorders or hides text (Unicode's Bidi_Control; soft hyphen, zero-width space, word joiners, invisible
 * operators, line and paragraph separators, byte order mark, interlinear annotations, tags). The joiners of emoji stay.
 */
const unsafe =
  /[\p{Cc}\p{Bidi_Control}\u00AD\u200B\u2028\u2029\u2060-\u2064\u206A-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

const clean = (text: string): string =>
  text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g, ' ')
    .replaceAll(unsafe, '')
