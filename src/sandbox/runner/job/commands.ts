/** A workflow command in the output of a step: ::name key=value,…::data */
export interface StreamCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** Parses a workflow command (docs: "Workflow commands for GitHub Actions"); null for any other line. */
export function commandIn(line: string): StreamCommand | null {
  const [start, name = ''] = /^\s*::([A-Za-z][\w-]*)(?=\s|::)/.exec(line) ?? []
  if (start === undefined) return null
  const end = line.indexOf('::', start.length)
  if (end < 0) return null
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(propertiesIn(line.slice(start.length, end).trimStart())),
    data: unescaped(line.slice(end + 2)),
  }
}

const propertiesIn = (text: string): readonly (readonly [string, string])[] =>
  text.split(',').flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals < 0
      ? []
      : [
          [
            pair.slice(0, equals).trim(),
            unescaped(pair.slice(equals + 1))
              .replaceAll('%3A', ':')
              .replaceAll('%2C', ','),
          ],
        ]
  })

const unescaped = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
