import { readFile, stat } from 'node:fs/promises'
import { Config, loadHelpClass } from '@oclif/core'

/**
 * Prints every help text as oclif renders it with the help class of rel, and an index to choose one by. It runs as its own process, because oclif reads
 * width and colours from the environment when it is loaded: see scripts/help.js.
 */
const root = new URL('..', import.meta.url).pathname
const { name, version, description, oclif } = JSON.parse(await readFile(`${root}package.json`, 'utf8'))

let printed = ''
const { log } = console
console.log = (text = '') => (printed += `${text}\n`)

/** Loads the configuration each time, because oclif's help changes the names in it. */
async function helpOf(...words) {
  const config = await Config.load(root)
  const Help = await loadHelpClass(config)
  printed = ''
  await new Help(config, config.pjson.oclif.helpOptions).showHelp(words)
  // It depends on the machine and is filled in when the text is printed.
  return printed.replace(config.userAgent, '{user-agent}')
}

const { commands, topics } = await Config.load(root)
const ids = new Set(commands.map(({ id }) => id))
const topicIds = topics.map((topic) => topic.name).filter((topic) => !ids.has(topic))
const texts = { '': await helpOf() }
// oclif has no help for `help`; rel prints its own help instead.
for (const id of [...ids, ...topicIds]) if (id !== 'help') texts[id] = await helpOf(id)
if (!texts[''].includes('{user-agent}')) throw new Error('The help of rel does not contain its version.')

const index = {
  product: `${name}/${version}`,
  package: JSON.stringify([name, version, description, oclif]),
  manifestSize: (await stat(`${root}oclif.manifest.json`)).size,
  topics: topicIds,
  commands: commands.map(({ id, aliases, hidden, flags, args, strict }) => ({
    id,
    aliases,
    hidden,
    flags: Object.fromEntries(Object.keys(flags).map((flag) => [flag, true])),
    takesWords: strict === false || Object.keys(args).length > 0,
  })),
}
log(JSON.stringify({ texts, index }))
