import { Flags } from '@oclif/core'
import { inMilliseconds } from './lib/duration.js'

/** For commands that write. */
export const writeFlags = {
  'dry-run': Flags.boolean({
    summary: 'Show what would be done; write nothing.',
    default: false,
    helpGroup: 'GLOBAL',
  }),
  yes: Flags.boolean({ char: 'y', summary: 'Do it without asking.', default: false, helpGroup: 'GLOBAL' }),
}
const duration = Flags.custom<number>({ helpValue: 'DURATION', parse: async (text) => inMilliseconds(text) })
/** How long what happens on GitHub is followed. */
export const watchFlags = {
  timeout: duration({
    summary: 'How long to follow it, as in 90s, 30m or 2h.',
    default: 30 * 60_000,
    defaultHelp: async () => '30m',
  }),
  interval: duration({
    summary: 'Initial polling interval; it grows to 7.5 times that, at most 15s.',
    default: 2000,
    defaultHelp: async () => '2s',
  }),
}

/** For commands whose steps set something in motion that GitHub finishes by itself. */
export const followFlags = {
  'no-wait': Flags.boolean({ summary: 'Do not follow what happens next on GitHub.', default: false }),
  ...watchFlags,
}

/** Which pull request; without it, the one of the branch that is checked out. */
export const pullRequestFlag = {
  pr: Flags.integer({
    summary: 'The pull request (default: the open one of this branch).',
    min: 1,
    helpValue: 'NUMBER',
  }),
}

/** For commands that deploy what a pull request asks for. */
export const redeployFlag = {
  redeploy: Flags.boolean({
    summary: 'Deploy it once more, although the label is there.',
    default: false,
  }),
}

/** For commands about several repositories at once. */
export const repositoriesFlag = {
  repo: Flags.string({
    char: 'R',
    summary: 'A repository, as OWNER/NAME, or several (default: the remote upstream, github or origin).',
    env: 'REL_REPO',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'GLOBAL',
  }),
}

/** For commands that a freeze stops. */
export const freezeFlags = {
  force: Flags.string({
    summary: 'Do it in spite of a freeze; the release records it.',
    options: ['freeze'],
    multiple: true,
    multipleNonGreedy: true,
    default: [],
    helpValue: 'freeze',
  }),
  reason: Flags.string({ summary: 'Why, for a freeze that is overridden.' }),
}

/** The same at the gate, where a hotfix may be lost. */
export const gateFlags = {
  ...freezeFlags,
  force: Flags.string({
    summary: 'Do it in spite of a check; the release records it.',
    options: ['freeze', 'missing-hotfixes'],
    multiple: true,
    multipleNonGreedy: true,
    default: [],
    helpValue: 'CHECK',
  }),
}

/** Which service of a monorepo. */
export const serviceFlag = {
  service: Flags.string({
    summary: 'The service, in a repository that releases several; a tag such as api/1.4.0 names it too.',
    helpValue: 'NAME',
  }),
}
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
