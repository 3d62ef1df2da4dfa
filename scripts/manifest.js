import { Plugin } from '@oclif/core'

/** What oclif must know of every command without loading it, as `oclif manifest` would write it. */
export async function manifestOf(root) {
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  if (plugin.commands.length === 0) throw new Error('No command was found in dist/commands.')
  const { commands, ...rest } = plugin.manifest
  // A default that has its own words in help is no other on each run: help need not load the command for it.
  for (const command of Object.values(commands))
    for (const part of [command, ...Object.values(command.flags)]) delete part.hasDynamicHelp
  // Found in the order of the file system: sorted, so that the same commands give the same file.
  const sorted = Object.fromEntries(
    Object.entries(commands).sort(([one], [other]) => one.localeCompare(other)),
  )
  return `${JSON.stringify({ commands: sorted, ...rest }, null, 2)}\n`
}
