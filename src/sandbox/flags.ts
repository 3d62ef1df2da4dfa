import { Flags } from '@oclif/core'

/** Which sandbox a command is about. */
export const sandboxFlags = {
  dir: Flags.string({
    summary: 'The folder of the sandbox: its state and the clones.',
    default: './rel-sandbox',
    helpValue: 'DIR',
  }),
}
