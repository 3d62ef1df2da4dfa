import { isWorkflow, mustAdmin, mustRead } from '../../permissions.js'
import { custom, notFound } from '../../errors.js'
import { transaction, type Request } from '../../request.js'
import { atLeast, teamsOf, userRole } from '../../roles.js'
import type { BypassActor, Rule, Ruleset } from '../../state/protection-rows.js'
import type { Repository, Role } from '../../state/rows.js'
import type { World } from '../../world.js'
import { fnmatch } from './fnmatch.js'
import { nameRegex } from './name-regex.js'
import { recordEvent } from '../record.js'

export type RulesetOptions = Partial<
  Pick<Ruleset, 'name' | 'target' | 'enforcement' | 'include' | 'exclude' | 'rules' | 'bypass'>
>

export const rulesetsOf = (world: World, repository: Repository): readonly Ruleset[] =>
  world.store.by('rulesets', 'repository', repository.id)

export function rulesetOf(request: Request, id: number): Ruleset {
  const { world, repository } = request
  mustRead(request)
  const ruleset = world.store.get('rulesets', id)
  if (ruleset?.repository !== repository.id) throw notFound()
  return ruleset
}

export async function createRuleset(request: Request, options: RulesetOptions): Promise<Ruleset> {
  const { world, repository } = request
  mustAdmin(request)
  await mustBeEnforced(options.rules ?? [])
  mustBeUnique(world, repository, options.name ?? '', null)
  const at = world.now()
  return transaction(request, (write) => {
    const ruleset = write.tx.put('rulesets', {
      id: world.store.nextId(),
      repository: repository.id,
      name: '',
      target: 'branch',
      enforcement: 'active',
      include: [],
      exclude: [],
      rules: [],
      bypass: [],
      ...options,
      createdAt: at,
      updatedAt: at,
    })
    recordEvent(write, 'repository_ruleset', 'created', { ruleset: ruleset.id })
    return ruleset
  })
}

export async function updateRuleset(request: Request, id: number, options: RulesetOptions): Promise<Ruleset> {
  const { world, repository } = request
  mustAdmin(request)
  await mustBeEnforced(options.rules ?? [])
  const before = rulesetOf(request, id)
  mustBeUnique(world, repository, options.name ?? before.name, id)
  return transaction(request, (write) => {
    recordEvent(write, 'repository_ruleset', 'edited', { ruleset: id })
    return write.tx.put('rulesets', { ...before, ...options, updatedAt: world.now() })
  })
}

export function deleteRuleset(request: Request, id: number): void {
  mustAdmin(request)
  const ruleset = rulesetOf(request, id)
  transaction(request, (write) => {
    write.tx.remove('rulesets', ruleset)
    recordEvent(write, 'repository_ruleset', 'deleted', { ruleset: id })
  })
}

/** The active rulesets whose patterns match a full ref name such as refs/heads/main. */
export const rulesetsFor = (world: World, repository: Repository, ref: string): readonly Ruleset[] =>
  rulesetsOf(world, repository).filter(
    ({ enforcement, target, include, exclude }) =>
      enforcement === 'active' &&
      ref.startsWith(target === 'tag' ? 'refs/tags/' : 'refs/heads/') &&
      include.some((pattern) => matchesPattern(repository, pattern, ref)) &&
      !exclude.some((pattern) => matchesPattern(repository, pattern, ref)),
  )

function matchesPattern({ defaultBranch }: Repository, pattern: string, ref: string): boolean {
  if (pattern === '~ALL') return true
  if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${defaultBranch}`
  return fnmatch(pattern, ref)
}

/** GitHub's ids of the repository roles. */
const roles: Readonly<Record<number, Role>> = { 2: 'maintain', 4: 'write', 5: 'admin' }

/** Whether the actor may bypass the ruleset. A workflow's token may not: Actions cannot be a bypass actor. */
export function mayBypass(
  { world, actor, repository }: Request,
  { bypass }: Ruleset,
  through: 'push' | 'pull',
): boolean {
  if (isWorkflow(actor)) return false
  const { login, id } = actor.user
  const isListed = ({ actor_type: type, actor_id: actorId }: BypassActor): boolean => {
    if (type === 'OrganizationAdmin')
      return world.store.get('memberships', `${repository.owner}/${login}`.toLowerCase())?.role === 'admin'
    if (type === 'RepositoryRole') {
      const least = roles[actorId ?? 0]
      return least !== undefined && atLeast(userRole(world, login, repository), least)
    }
    if (type === 'Team') return actorId !== null && teamsOf(world, login).includes(actorId)
    return type === 'User' && actorId === id
  }
  return bypass.some(
    (bypassActor) =>
      (bypassActor.bypass_mode !== 'pull_request' || through === 'pull') && isListed(bypassActor),
  )
}

/** The rules that the sandbox enforces; others are refused rather than ignored. */
const enforced = new Set([
  'creation',
  'update',
  'deletion',
  'non_fast_forward',
  'pull_request',
  'required_linear_history',
  'required_status_checks',
  'tag_name_pattern',
  'branch_name_pattern',
])

async function mustBeEnforced(rules: readonly Rule[]): Promise<void> {
  const unsupported = rules.filter(({ type }) => !enforced.has(type))
  if (unsupported.length > 0)
    throw custom(
      'RepositoryRuleset',
      `not in the sandbox: the rule ${unsupported.map(({ type }) => type).join(', ')}`,
    )
  for (const { type, parameters } of rules)
    if (parameters?.['operator'] === 'regex' && (await nameRegex(String(parameters['pattern']))) === null)
      throw custom(
        'RepositoryRuleset',
        `Invalid rule '${type}': the pattern is not a valid regular expression`,
      )
}

function mustBeUnique(world: World, repository: Repository, name: string, except: number | null): void {
  if (rulesetsOf(world, repository).some((other) => other.name === name && other.id !== except))
    throw custom('RepositoryRuleset', 'Name must be unique')
}
