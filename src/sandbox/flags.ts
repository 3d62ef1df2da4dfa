import { Flags } from '@oclif/core'

/** Which sandbox a command is about. */
export const sandboxFlags = {
  dir: Flags.string({
    summary: 'The folder of the sandbox: its state and the clones.',
    default: './rel-sandbox',
    env: 'REL_SANDBOX_DIR',
    helpValue: 'DIR',
  }),
}

/** How a new sandbox begins. */
export const beginFlags = {
  pack: Flags.boolean({
    summary: 'Begin with the workflows of rel adopted in both repositories and with dev running main.',
    default: true,
    allowNo: true,
  }),
  fresh: Flags.boolean({
    summary: 'Play the adoption and the first deployment again instead of copying them.',
    default: false,
  }),
}
