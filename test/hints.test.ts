import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
interface Command {
  readonly args: Readonly<Record<string, unknown>>
  readonly flags: Readonly<
    Record<string, { readonly char?: string; readonly type: string; readonly allowNo?: boolean }>
  >
}
const { commands } = JSON.parse(await readFile(join(root, 'oclif.manifest.json'), 'utf8')) as {
  commands: Readonly<Record<string, Command>>
}
const ids = Object.keys(commands)

/**
 * The first part of `rel …` in backticks that is not an existing command, argument or flag; null if there is none. `X` is a
 * placeholder for a template expression, `…` for omitted words.
 */
function mistakeIn(line: string): string | null {
  const words = line.split(/\s+/).flatMap((word) => (word === '' ? [] : [word.replace(/(?<=[a-z])X$/, '')]))
  const isId = (id: string): boolean =>
    ids.some((known) => new RegExp(`^${id.replaceAll('X', '[^:]+')}$`).test(known))
  if (words[0] === 'X' || words[0]?.startsWith('<')) return null
  const depth = [3, 2, 1].find((count) => isId(words.slice(0, count).join(':')))
  if (depth === undefined) {
    const isTopic = ids.some((id) =>
      id.startsWith(`${words.filter((word) => !word.startsWith('-')).join(':')}:`),
    )
    const rest = words.filter((word) => word.startsWith('-'))
    return (isTopic || words.length === rest.length) &&
      rest.every((word) => ['--help', '--version'].includes(word))
      ? null
      : 'no such command'
  }
  const command = commands[words.slice(0, depth).join(':')]
  if (!command) return null // part of its name is a placeholder
  const { args, flags } = command
  let open = Object.keys(args).length
  const rest = words.slice(depth)
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (['--help', 'X', '…'].includes(word)) continue
    if (!word.startsWith('-')) {
      if (open-- <= 0) return `no argument ${word}`
      continue
    }
    const name = word.replace(/^--?/, '').split('=')[0]!
    const flag =
      Object.entries(flags).find(([key, { char, allowNo }]) =>
        word.startsWith('--') ? key === name || (allowNo && `no-${key}` === name) : char === name,
      )?.[1] ?? null
    if (flag === null) return `no flag ${word}`
    if (flag.type === 'option' && !word.includes('=')) rest.shift()
  }
  return null
}

/** Every `rel …` in backticks in the source: in messages, help and comments. */
async function hintsIn(folder: string): Promise<readonly { readonly file: string; readonly line: string }[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(ts|yml|js)$/.test(name))
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })),
  )
  return texts.flatMap(({ file, text }) =>
    [...text.matchAll(/(?:\\`|`)rel ((?:\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\\n$]|\$(?!\{))+)(?:\\`|`)/g)].map(
      ([, line = '']) => ({
        file,
        line: line.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'X'),
      }),
    ),
  )
}

test.each([
  ['release approve staging --version 1.4.0', null],
  ['release approve --no-such', 'no flag --no-such'],
  ['release nothing', 'no such command'],
  ['qa deploy 2 --take', null],
  ['release list more', 'no argument more'],
  ['config', null],
])('the check itself: %s', (line, mistake) => expect(mistakeIn(line)).toBe(mistake))

test('every command in a message exists, with its arguments and flags', async () => {
  const hints = await hintsIn(join(root, 'src'))
  expect(hints.length).toBeGreaterThan(90)
  const wrong = hints.flatMap(({ file, line }) => {
    const mistake = mistakeIn(line)
    return mistake === null ? [] : [`${file}: rel ${line}: ${mistake}`]
  })
  expect(wrong).toEqual([])
})
