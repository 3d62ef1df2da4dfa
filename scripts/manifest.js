import { Plugin } from '@oclif/core'

/** The manifest that `oclif manifest` would write, from which oclif knows every command without loading it. */
export async function manifestOf(root) {
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  if (plugin.commands.length === 0) throw new Error('There are no commands in dist/commands.')
  const { commands, ...rest } = plugin.manifest
  // Defaults with a text of their own are constant, so help does not need to load the command for them.
  for (const command of Object.values(commands))
    for (const part of [command, ...Object.values(command.flags)]) delete part.hasDynamicHelp
  // The file system decides the order of commands; sorting makes the file reproducible.
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => a.localeCompare(b)))
  return `${JSON.stringify({ commands: sorted, ...rest }, null, 2)}\n`
}
