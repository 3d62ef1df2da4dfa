import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const exists = (path) => existsSync(root + path)

/** What is wrong with a row of the table, checked before the build; null if nothing is. */
export function problemOf({ file, find, replace, tests }) {
  if (!file.startsWith('src/') || !exists(file)) return `${file} is not a file of src`
  const count = readFileSync(root + file, 'utf8').split(find).length - 1
  if (count !== 1) return `the text to replace occurs ${count} times in ${file}, not once: ${find.trim()}`
  if (find === replace) return 'the replacement equals the text'
  if (tests.length === 0) return 'no test is named'
  const missing = tests.find((test) => !exists(test))
  return missing ? `${missing} does not exist` : null
}

/** The esbuild plugin that applies a mutant; `isApplied` returns whether the build read the file. */
export function applying({ file, find, replace }) {
  let isApplied = false
  const path = root + file
  return {
    isApplied: () => isApplied,
    plugin: {
      name: 'mutant',
      setup: ({ onLoad }) =>
        onLoad({ filter: /\.ts$/ }, async (source) => {
          if (source.path !== path) return undefined
          isApplied = true
          const text = await readFile(path, 'utf8')
          return { contents: text.replace(find, () => replace), loader: 'ts' }
        }),
    },
  }
}
