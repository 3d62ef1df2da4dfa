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
 * What of `rel …` in backticks is not a command, an argument or a flag; null if all is. `X` stands for what is put in when it is
 * said, `…` for what is left out.
 */
function mistakeIn(line: string): string | null {
  const words = line.split(/\s+/).flatMap((word) => (word === '' ? [] : [word.replace(/(?<=[a-z])X$/, '')]))
  const isId = (id: string): boolean =>
    ids.some((one) => new RegExp(`^${id.replaceAll('X', '[^:]+')}$`).test(one))
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
  if (!command) return null // its name is put in
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

/** Every `rel …` that the source has in backticks: in texts that people see, in help and in comments. */
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

test('every command that rel names exists, with its arguments and flags', async () => {
  const hints = await hintsIn(join(root, 'src'))
  expect(hints.length).toBeGreaterThan(90)
  const wrong = hints.flatMap(({ file, line }) => {
    const mistake = mistakeIn(line)
    return mistake === null ? [] : [`${file}: rel ${line}: ${mistake}`]
  })
  expect(wrong).toEqual([])
})
