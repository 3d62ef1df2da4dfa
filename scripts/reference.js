/** The command reference, from what the commands say of themselves: those for people. */
export const referenceOf = ({ commands }) =>
  page(
    '# Commands',
    '',
    Object.values(commands).filter(({ hidden, id }) => !hidden && !id.startsWith('autocomplete')),
  )

/** The same of those that the workflow pack calls, which the help does not list. */
export const ciReferenceOf = ({ commands }) =>
  page(
    '# What the workflow pack calls',
    'Everybody may run them, with the variables of a job: the event comes from `GITHUB_EVENT_PATH`, outputs go to `GITHUB_OUTPUT`, and what a person wants to read to `GITHUB_STEP_SUMMARY`. Each says why, and fails with the [exit status](../README.md) of every command: 3, where a rule refuses.',
    Object.values(commands).filter(({ id }) => id.startsWith('ci:')),
  )

const page = (title, words, shown) =>
  [
    title,
    '',
    'Generated from the commands themselves by `npm run generate`.',
    '',
    ...(words === '' ? [] : [words, '']),
    ...shown.sort((one, other) => one.id.localeCompare(other.id)).flatMap(section),
  ].join('\n')

function section({ id, summary, description, args = {}, flags = {}, examples = [] }) {
  const name = id.replaceAll(':', ' ')
  const words = Object.values(args).map((arg) =>
    arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`,
  )
  const rows = [
    ...Object.values(args).map((arg) => [`\`${arg.name.toUpperCase()}\``, arg.description ?? '']),
    ...Object.values(flags)
      .filter((flag) => !flag.hidden)
      .map((flag) => [`\`${flagName(flag)}\``, flag.summary ?? flag.description ?? '']),
  ]
  return [
    `## \`rel ${[name, ...words].join(' ')}\``,
    '',
    fill(summary ?? description ?? '', name),
    '',
    ...(summary && description ? [description, ''] : []),
    ...(rows.length > 0
      ? ['| word | meaning |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`), '']
      : []),
    ...(examples.length > 0 ? ['```sh', ...examples.map((line) => fill(line, name)), '```', ''] : []),
  ]
}

const flagName = ({ char, name, type, helpValue }) =>
  [char && `-${char}`, `--${name}${type === 'option' ? ` ${helpValue ?? name.toUpperCase()}` : ''}`]
    .filter(Boolean)
    .join(', ')
const fill = (line, name) =>
  line.replaceAll('<%= config.bin %>', 'rel').replaceAll('<%= command.id %>', name).replace(/^\$ /, '')
