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
  static override summary = 'Simulate failures of GitHub in the sandbox.'
  static override description = `Affects the next requests that match the flags. KIND is one of:
${Object.entries(faultKinds)
  .map(([kind, { summary }]) => `  ${kind.padEnd(17)} ${summary}`)
  .join('\n')}

If several faults match a request, the first one that was set applies, up to --times times. \`rel sandbox fault list\` lists the faults, \`rel sandbox fault clear\` removes them.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> status --status 503 --operation pulls/create --times 2',
    '<%= config.bin %> <%= command.id %> drop-after --method POST --path "/repos/*/releases"',
    '<%= config.bin %> <%= command.id %> list-lag --operation repos/create-release --reads 3',
    '<%= config.bin %> <%= command.id %> clock-skew --for=-10m',
    '<%= config.bin %> <%= command.id %> list',
    '<%= config.bin %> <%= command.id %> clear',
  ]
  static override args = {
    kind: Args.string({ description: 'Kind of the fault.', required: true, options: kinds }),
  }
  static override flags = {
    ...sandboxFlags,
    times: Flags.integer({
      summary: 'Number of requests that fail (default: 1, or until cleared).',
      min: 1,
      helpValue: 'NUMBER',
    }),
    status: Flags.integer({ summary: 'HTTP status of the answer.', min: 200, max: 599, helpValue: 'NUMBER' }),
    for: Flags.string({
      summary: 'Duration of the delay, limit, lag or skew, for example 500ms, 90s or 72h.',
      helpValue: 'DURATION',
    }),
    bytes: Flags.integer({ summary: 'truncate: number of bytes to send.', min: 0, helpValue: 'NUMBER' }),
    above: Flags.integer({
      summary: 'too-many-aliases: number of aliases that still work.',
      min: 0,
      helpValue: 'NUMBER',
    }),
    reads: Flags.integer({
      summary: 'list-lag, run-lag: number of lists that lack the new object.',
      min: 0,
      helpValue: 'NUMBER',
    }),
    git: Flags.boolean({ summary: 'Match requests of git instead of the API.' }),
    login: Flags.string({
      summary: 'Match only requests of this user.',
      helpValue: 'LOGIN',
      helpGroup: 'REQUEST FILTER',
    }),
    token: Flags.string({
      summary: 'Match only requests with this kind of token.',
      options: ['user', 'workflow', 'none'],
      helpGroup: 'REQUEST FILTER',
    }),
    method: Flags.string({
      summary: 'Match only requests with this HTTP method.',
      helpValue: 'METHOD',
      helpGroup: 'REQUEST FILTER',
    }),
    path: Flags.string({
      summary: 'Match only this path, without /api/v3; * matches anything.',
      helpValue: 'PATH',
      helpGroup: 'REQUEST FILTER',
    }),
    operation: Flags.string({
      summary: "Match only this operation: GitHub's operationId, or the name of a GraphQL operation.",
      helpValue: 'NAME',
      helpGroup: 'REQUEST FILTER',
    }),
    nth: Flags.integer({
      summary: 'Match from the nth such request on.',
      min: 1,
      helpGroup: 'REQUEST FILTER',
      helpValue: 'NUMBER',
    }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(SandboxFault)
    const fault = faultFromFlags(args.kind as FaultKind, flags)
    if (typeof fault === 'string')
      throw new RelError('usage', fault, {
        hint: 'Run `rel sandbox fault --help` for the flags of each kind.',
      })
    const answer = await controlRequest(flags.dir, 'POST', 'faults', fault)
    if ('problem' in answer) throw new RelError(answer.problem.code, answer.problem.message, answer.problem)
    return this.answer(answer.body, `Set ${faultLine(answer.body as Record<string, unknown>)}`)
  }
}
