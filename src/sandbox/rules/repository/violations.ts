import { isAncestor } from '../../git/refs.js'
import { run } from '../../git/run.js'
import type { Request } from '../../request.js'
import { atLeast, userRole } from '../../roles.js'
import type { Protection, Rule } from '../../state/protection-rows.js'
import { nameRegex } from './name-regex.js'
import type { RefMove } from './ref-move.js'
import { missingChecks } from './required-checks.js'
import { isTagImmutable } from '../releases/immutable-releases.js'
import { protectionOf } from './protection.js'
import { mayBypass, rulesetsFor } from './rulesets.js'

/** A violation of branch protection or a ruleset, with GitHub's message. */
export interface Violation {
  readonly by: 'protection' | 'ruleset'
  readonly text: string
}

/** All violations of a move; empty if it is allowed. */
export async function violationsOf(request: Request, move: RefMove): Promise<readonly Violation[]> {
  const { world, actor, repository } = request
  const found: Violation[] = []
  const tag = /^refs\/tags\/(.*)$/s.exec(move.ref)?.[1]
  if (tag !== undefined && move.before !== null && isTagImmutable(world, repository, tag))
    found.push({ by: 'ruleset', text: 'Cannot change a tag that an immutable release uses.' })
  const branch = /^refs\/heads\/(.*)$/s.exec(move.ref)?.[1]
  const protection = branch === undefined ? null : protectionOf(world, repository, branch)
  const admin = atLeast(userRole(world, actor.user.login, repository), 'admin')
  if (protection && (protection.enforceAdmins || !admin))
    for (const rule of rulesOf(protection))
      for (const text of await checkRule(request, rule, move))
        found.push({ by: 'protection', text: protectionMessages[rule.type]?.(move) ?? text })
  for (const ruleset of rulesetsFor(world, repository, move.ref)) {
    if (mayBypass(request, ruleset, move.through ?? 'push')) continue
    for (const rule of ruleset.rules)
      for (const text of await checkRule(request, rule, move)) found.push({ by: 'ruleset', text })
  }
  return found
}

/** The classic protection of a branch as ruleset rules. */
const rulesOf = (protection: Protection): readonly Rule[] => [
  ...(protection.pullRequestRequired
    ? [
        {
          type: 'pull_request',
          parameters: { required_approving_review_count: protection.approvals, creations: true },
        },
      ]
    : []),
  ...(protection.statusChecks
    ? [
        {
          type: 'required_status_checks',
          parameters: {
            required_status_checks: protection.statusChecks.contexts.map((context) => ({ context })),
            strict_required_status_checks_policy: protection.statusChecks.strict,
          },
        },
      ]
    : []),
  ...(protection.linearHistory ? [{ type: 'required_linear_history' }] : []),
  ...(protection.allowForcePushes ? [] : [{ type: 'non_fast_forward' }]),
  ...(protection.allowDeletions ? [] : [{ type: 'deletion' }]),
]

const protectionMessages: Readonly<Record<string, (move: RefMove) => string>> = {
  deletion: () => 'Cannot delete this protected branch',
}

/** The messages of a rule with its parameters about a move; empty if the move complies. */
type RuleCheck = (
  move: RefMove,
  parameters: Readonly<Record<string, unknown>>,
  request: Request,
) => readonly string[] | Promise<readonly string[]>

const kindOf = ({ ref }: RefMove): 'tag' | 'branch' => (ref.startsWith('refs/tags/') ? 'tag' : 'branch')

const checkRule = async (
  request: Request,
  { type, parameters = {} }: Rule,
  move: RefMove,
): Promise<readonly string[]> => (await ruleChecks[type]?.(move, parameters, request)) ?? []

const ruleChecks: Readonly<Record<string, RuleCheck>> = {
  creation: ({ before }) => (before === null ? ['Cannot create ref due to creations being restricted.'] : []),

  update: ({ before, after }) =>
    before !== null && after !== null ? ['Cannot update this protected ref.'] : [],

  deletion: (move) => (move.after === null ? [`Cannot delete this ${kindOf(move)}`] : []),

  non_fast_forward: async (move, _parameters, { world, repository }) => {
    const { before, after } = move
    if (before === null || after === null) return []
    if (await isAncestor(world.git(repository), before, after)) return []
    return [`Cannot force-push to this ${kindOf(move)}`]
  },

  pull_request: ({ before, after, through, approvals = 0 }, parameters) => {
    if (after === null || (before === null && parameters['creations'] !== true)) return []
    if (through !== 'pull') return ['Changes must be made through a pull request.']
    const needed = Number(parameters['required_approving_review_count'] ?? 0)
    if (approvals >= needed) return []
    const reviews = needed === 1 ? 'review is' : 'reviews are'
    return [`At least ${needed} approving ${reviews} required by reviewers with write access.`]
  },

  required_linear_history: async ({ before, after }, _parameters, { world, repository }) => {
    if (after === null) return []
    const range = before === null ? [after, '--not', '--branches'] : [`${before}..${after}`]
    const merges = await run(world.git(repository), ['rev-list', '--merges', '--max-count=1', ...range])
    return merges === '' ? [] : ['This branch must not contain merge commits.']
  },

  required_status_checks: (move, parameters, { world, repository }) =>
    missingChecks(world, repository, parameters, move),

  tag_name_pattern: nameMustMatch('Tag'),
  branch_name_pattern: nameMustMatch('Branch'),
}

function nameMustMatch(kind: 'Tag' | 'Branch'): RuleCheck {
  return async (move, parameters) => {
    if (move.before !== null || kindOf(move) !== kind.toLowerCase()) return []
    const name = move.ref.replace(/^refs\/(heads|tags)\//, '')
    const pattern = String(parameters['pattern'] ?? '')
    const operator = operators[String(parameters['operator'])]
    const negate = parameters['negate'] === true
    if (!operator || (await operator.matches(name, pattern)) !== negate) return []
    return [`${kind} name must ${negate ? 'not ' : ''}${operator.message}: ${pattern}`]
  }
}

const operators: Readonly<
  Record<
    string,
    {
      readonly message: string
      readonly matches: (name: string, pattern: string) => boolean | Promise<boolean>
    }
  >
> = {
  starts_with: {
    message: 'start with a matching pattern',
    matches: (name, pattern) => name.startsWith(pattern),
  },
  ends_with: { message: 'end with a matching pattern', matches: (name, pattern) => name.endsWith(pattern) },
  contains: { message: 'contain a matching pattern', matches: (name, pattern) => name.includes(pattern) },
  regex: {
    message: 'match a given regex pattern',
    async matches(name, pattern) {
      const matches = await nameRegex(pattern)
      if (matches === null) throw new Error(`Invalid regular expression of a stored rule: ${pattern}`)
      return matches(name)
    },
  },
}
