import { Args, Flags } from '@oclif/core'
import { RelCommand } from '../../../command.js'
import type { Report } from '../../../domain/plan/report.js'
import { RelError } from '../../../errors.js'
import { sandboxFlags } from '../../../flags.js'
import {
  controlRequest,
  faultKinds,
  faultLine,
  faultFromFlags,
  type FaultKind,
} from '../../../sandbox/index.js'

const kinds = Object.keys(faultKinds) as FaultKind[]

export default class SandboxFault extends RelCommand {
  static override summary = 'Make the next requests to the sandbox go wrong, as they do on GitHub.'
  static override description = `KIND is one of:
${Object.entries(faultKinds)
  .map(([kind, { summary }]) => `  ${kind.padEnd(17)} ${summary}`)
  .join('\n')}

\`fault list\` shows the faults that are set, \`fault clear\` takes them away. Of several faults that match a request the one that was set first strikes, until it has struck --times times.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> status --status 503 --operation pulls/create --times 2',
    '<%= config.bin %> <%= command.id %> drop-after --method POST --path "/repos/*/releases"',
    '<%= config.bin %> <%= command.id %> list-lag --operation repos/create-release --reads 3',
    '<%= config.bin %> <%= command.id %> clock-skew --for=-10m',
    '<%= config.bin %> <%= command.id %> list',
    '<%= config.bin %> <%= command.id %> clear',
  ]
  static override args = {
    kind: Args.string({ description: 'What goes wrong.', required: true, options: kinds }),
  }
  static override flags = {
    ...sandboxFlags,
    times: Flags.integer({
      summary: 'How many requests go wrong (default: 1, or until it is cleared).',
      min: 1,
    }),
    status: Flags.integer({ summary: 'The status that is answered.', min: 200, max: 599 }),
    for: Flags.string({ summary: 'How long, such as 500ms, 90s, 72h.', helpValue: 'DURATION' }),
    bytes: Flags.integer({ summary: 'truncate: how much of the answer is sent.', min: 0 }),
    above: Flags.integer({ summary: 'too-many-aliases: how many are still answered.', min: 0 }),
    reads: Flags.integer({ summary: 'list-lag, run-lag: how many lists it is missing from.', min: 0 }),
    git: Flags.boolean({ summary: 'Requests of git instead of the API.' }),
    login: Flags.string({ summary: 'Only requests of this user.', helpGroup: 'WHICH REQUESTS' }),
    token: Flags.string({
      summary: 'Only requests with such a token.',
      options: ['user', 'workflow', 'none'],
      helpGroup: 'WHICH REQUESTS',
    }),
    method: Flags.string({ summary: 'Only requests of this method.', helpGroup: 'WHICH REQUESTS' }),
    path: Flags.string({
      summary: 'Only this path, without /api/v3; * stands for anything.',
      helpGroup: 'WHICH REQUESTS',
    }),
    operation: Flags.string({
      summary: "Only this operation: GitHub's operationId, or the name of a GraphQL operation.",
      helpGroup: 'WHICH REQUESTS',
    }),
    nth: Flags.integer({
      summary: 'Only from the nth such request on.',
      min: 1,
      helpGroup: 'WHICH REQUESTS',
    }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(SandboxFault)
    const fault = faultFromFlags(args.kind as FaultKind, flags)
    if (typeof fault === 'string') throw new RelError('usage', fault, { hint: 'rel sandbox fault --help' })
    const answer = await controlRequest(flags.dir, 'POST', 'faults', fault)
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    return this.answer(answer.body, `Set ${faultLine(answer.body as Record<string, unknown>)}`)
  }
}
