/** The command reference (docs/commands.md), from the manifest: the commands that the help lists. */
export const referenceOf = ({ commands }) =>
  page(
    '# Commands',
    'The [glossary](glossary.md) defines the words.',
    Object.values(commands).filter(({ hidden, id }) => !hidden && !id.startsWith('autocomplete')),
  )

/** The reference of the commands that the workflow pack calls (docs/ci.md); the help does not list them. */
export const ciReferenceOf = ({ commands }) =>
  page(
    '# Commands that the workflow pack calls',
    'Anybody can run these commands with the variables of a job: they read the event from `GITHUB_EVENT_PATH`, and write outputs to `GITHUB_OUTPUT` and a summary for people to `GITHUB_STEP_SUMMARY`. Each gives its reasons and uses the [exit status](../README.md) of all commands: 3 if a rule refuses. The [glossary](glossary.md) defines the words.',
    Object.values(commands).filter(({ id }) => id.startsWith('ci:')),
  )

const page = (title, intro, commands) =>
  [
    title,
    '',
    `${intro} This page is generated from the commands by \`npm run generate\`.`,
    '',
    ...commands.sort((a, b) => a.id.localeCompare(b.id)).flatMap(section),
  ].join('\n')

function section({ id, summary, description, args = {}, flags = {}, examples = [] }) {
  const name = id.replaceAll(':', ' ')
  const argNames = Object.values(args).map((arg) =>
    arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`,
  )
  const rows = [
    ...Object.values(args).map((arg) => [`\`${arg.name.toUpperCase()}\``, arg.description ?? '']),
    ...Object.values(flags)
      .filter((flag) => !flag.hidden)
      .map((flag) => [`\`${flagName(flag)}\``, flag.summary ?? flag.description ?? '']),
  ]
  return [
    `## \`rel ${[name, ...argNames].join(' ')}\``,
    '',
    fill(summary ?? description ?? '', name),
    '',
    ...(summary && description ? [description, ''] : []),
    ...(rows.length > 0
      ? ['| argument or flag | meaning |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`), '']
      : []),
    ...Object.values(flags).flatMap((flag) =>
      flag.summary && flag.description && !flag.hidden
        ? [`\`${flagName(flag)}\``, '', '```text', flag.description, '```', '']
        : [],
    ),
    ...(examples.length > 0 ? ['```sh', ...examples.map((line) => fill(line, name)), '```', ''] : []),
  ]
}

const flagName = ({ char, name, type, helpValue }) =>
  [char && `-${char}`, `--${name}${type === 'option' ? ` ${helpValue ?? name.toUpperCase()}` : ''}`]
    .filter(Boolean)
    .join(', ')
const fill = (line, name) =>
  line.replaceAll('<%= config.bin %>', 'rel').replaceAll('<%= command.id %>', name).replace(/^\$ /, '')
