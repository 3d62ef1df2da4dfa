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

/** Both repositories with the workflows of rel, as after a first start. */
export const packFlag = Flags.boolean({
  summary: 'Adopt the workflows of rel in both repositories, and wait until dev runs main.',
  default: true,
  allowNo: true,
})
