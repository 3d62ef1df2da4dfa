import { readFile, stat } from 'node:fs/promises'
import { Config, loadHelpClass } from '@oclif/core'

/**
 * Prints every help text as oclif draws it, and what must be known to choose one. A program of its own, because oclif
 * reads width and colours from the environment when it is loaded: see scripts/help.js.
 */
const root = new URL('..', import.meta.url).pathname
const { name, version, description, oclif } = JSON.parse(await readFile(`${root}package.json`, 'utf8'))

let printed = ''
const { log } = console
console.log = (text = '') => (printed += `${text}\n`)

/** A fresh configuration each time: oclif's help rewrites the names in it. */
async function helpOf(...words) {
  const config = await Config.load(root)
  const Help = await loadHelpClass(config)
  printed = ''
  await new Help(config, config.pjson.oclif.helpOptions).showHelp(words)
  // Differs from machine to machine, and is filled in when the text is printed.
  return printed.replace(config.userAgent, '{user-agent}')
}

const { commands, topics } = await Config.load(root)
const ids = new Set(commands.map(({ id }) => id))
const onlyTopics = topics.map((topic) => topic.name).filter((topic) => !ids.has(topic))
const texts = { '': await helpOf() }
// oclif has no help of `help`: that is the help of rel.
for (const id of [...ids, ...onlyTopics]) if (id !== 'help') texts[id] = await helpOf(id)
if (!texts[''].includes('{user-agent}')) throw new Error('The help of rel does not show its version.')

const index = {
  product: `${name}/${version}`,
  package: JSON.stringify([name, version, description, oclif]),
  manifestSize: (await stat(`${root}oclif.manifest.json`)).size,
  topics: onlyTopics,
  commands: commands.map(({ id, aliases, hidden, flags, args, strict }) => ({
    id,
    aliases,
    hidden,
    flags: Object.fromEntries(Object.keys(flags).map((flag) => [flag, true])),
    takesWords: strict === false || Object.keys(args).length > 0,
  })),
}
log(JSON.stringify({ texts, index }))
