import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const readText = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...(await readdir(new URL('docs/', root)))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...(await readdir(new URL('docs/adr/', root))).map((name) => `docs/adr/${name}`),
]
const texts = new Map(await Promise.all(pages.map(async (page) => [page, await readText(page)] as const)))
const textOf = (page: string): string => texts.get(page) ?? ''
/** A page without its code blocks. */
const prose = (page: string): string => textOf(page).replace(/^```[\s\S]*?^```$/gm, '')

/** Paths of this repository begin so; pages also name files of repositories that use rel. */
const ours =
  /^(?:src|test|scripts|bin|docs|\.ci)\/|^(?:layers|[a-z-]+\.config)\.js$|^[A-Z]+\.md$|^oclif\.manifest\.json$/
const isPattern = (path: string): boolean => /[<…*{]/.test(path)

test.each(pages)('%s: every path in backticks exists', (page) => {
  const paths = [...prose(page).matchAll(/`([^`\s]+)`/g)].map(([, path]) => path!)
  const missing = paths.filter(
    (path) => ours.test(path) && !isPattern(path) && !existsSync(new URL(path, root)),
  )
  expect(missing).toEqual([])
})

test.each(pages)('%s: every relative link leads to a file and a heading', (page) => {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [path, heading] = link.split('#')
    const target = new URL(path || '.', new URL(page, root))
    if (!existsSync(target)) return true
    const text = texts.get(target.href.slice(root.href.length))
    return heading !== undefined && text !== undefined && !anchorsOf(text).includes(heading)
  })
  expect(broken).toEqual([])
})
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

const words = [...textOf('docs/glossary.md').matchAll(/^\| ([^|]+?) +\|/gm)]
  .map(([, word]) => word!)
  .filter((word) => word !== 'word' && !word.startsWith('-'))

test('the glossary has every word once', () => {
  expect(words.length).toBeGreaterThan(30)
  expect(words.toSorted()).toEqual([...new Set(words)].toSorted())
})

const defined = ['pack', 'line', 'stage', 'slot', 'preview', 'gate', 'goal', 'reintegration']
test('the glossary defines the words that the pages use', () => {
  expect(words).toEqual(expect.arrayContaining(defined))
})

test.each(['README.md', 'CONTRIBUTING.md', ...pages.filter((page) => /^docs\/[^/]+$/.test(page))])(
  '%s: the glossary is linked before its words are used',
  (page) => {
    if (page === 'docs/glossary.md') return
    const text = prose(page)
    const link = text.indexOf('glossary.md)')
    expect(link).toBeGreaterThan(0)
    const paragraph = text.lastIndexOf('\n\n', text.lastIndexOf('\n\n', link) - 1)
    const before = text.slice(0, Math.max(paragraph, 0)).replace(/^#.*$/gm, '')
    expect(defined.filter((word) => new RegExp(`\\b${word}s?\\b`, 'i').test(before))).toEqual([])
  },
)

const walk = [...textOf('CONTRIBUTING.md').matchAll(/^\| (\d+) +\| `([^`]+)` +\| `([^`]+)` +\|/gm)].map(
  ([, number, path, name]) => ({ number, path: path!, name: name! }),
)

test('CONTRIBUTING follows a command in ten steps', () => {
  expect(walk.map(({ number }) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test.each(walk)('CONTRIBUTING: step $number, $path has $name', async ({ path, name }) => {
  expect(await readText(path)).toMatch(new RegExp(`\\b${name}\\b`))
})

/** The names that the example feature imports from files which exist; those of the example itself do not. */
const imported = [...textOf('CONTRIBUTING.md').matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)]
  .flatMap(([, path, code]) =>
    [...code!.matchAll(/^import (?:type )?\{([^}]+)\} from '(\.[^']+)'$/gm)].flatMap(([, names, from]) => {
      const url = new URL(from!.replace(/\.js$/, '.ts'), new URL(path!, root))
      return names!.split(',').map((name) => ({ name: name.trim().replace(/^type /, ''), url }))
    }),
  )
  .filter(({ url }) => existsSync(url))

test('the example of CONTRIBUTING imports names that exist', async () => {
  expect(imported.length).toBeGreaterThan(10)
  for (const { name, url } of imported)
    expect(await readFile(url, 'utf8'), url.pathname).toMatch(new RegExp(`export .*\\b${name}\\b`))
})
