/** The command reference, from what the commands say of themselves. Hidden commands are left out. */
export function referenceOf({ commands }) {
  const shown = Object.values(commands).filter(({ hidden, id }) => !hidden && !id.startsWith('autocomplete'))
  const sorted = shown.sort((one, other) => one.id.localeCompare(other.id))
  return [
    '# Commands',
    '',
    'Generated from the commands themselves by `npm run generate`.',
    '',
    ...sorted.flatMap(section),
  ].join('\n')
}

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
