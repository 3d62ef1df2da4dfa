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
  return `${JSON.stringify(plugin.manifest, null, 2)}\n`
}
