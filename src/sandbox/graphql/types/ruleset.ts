import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import { rulesetsFor, rulesetsOf } from '../../rules/repository/rulesets.js'
import type { Rule, Ruleset } from '../../state/protection-rows.js'
import type { Repository } from '../../state/rows.js'
import { node, nodeOrNull, type Call, type Fields } from '../call.js'
import { connection, type PageArguments } from '../connection.js'

interface RulesetPage extends PageArguments {
  readonly targets?: readonly string[] | null
}
/** The sandbox has no rulesets of organizations, so parents add none. */
export const rulesetFields: Fields<Repository> = {
  rulesets: (row, args: RulesetPage, { world }) =>
    connection(
      rulesetsOf(world, row).filter(
        ({ target }) => args.targets == null || args.targets.includes(target.toUpperCase()),
      ),
      args,
      { keyOf: ({ id }) => id, nodeOf: (ruleset) => node('RepositoryRuleset', ruleset) },
    ),
  ruleset: (row, { databaseId }: { databaseId: number }, { world }) =>
    nodeOrNull('RepositoryRuleset', rulesetsOf(world, row).find(({ id }) => id === databaseId) ?? null),
}

interface RuleOf {
  readonly ruleset: Ruleset
  readonly rule: Rule
  readonly place: number
}
const rulesIn = (ruleset: Ruleset): readonly RuleOf[] =>
  ruleset.rules.map((rule, place) => ({ ruleset, rule, place }))

/** The rules in force for a ref, whatever rulesets they are of. */
export const rulesOfRef = (
  { repository, name }: { readonly repository: Repository; readonly name: string },
  args: PageArguments,
  { world }: Call,
) =>
  connection(rulesetsFor(world, repository, name).flatMap(rulesIn), args, {
    keyOf: ({ ruleset, place }) => `${ruleset.id}:${place}`,
    nodeOf: (rule) => node('RepositoryRule', rule),
  })

/** The types of parameters, with what a rule that does not name them means; a rule without parameters has none. */
const parameterTypes: Readonly<
  Record<string, { readonly type: string; readonly unless: Readonly<Record<string, unknown>> }>
> = {
  pull_request: {
    type: 'PullRequestParameters',
    unless: {
      allowedMergeMethods: null,
      dismissStaleReviewsOnPush: false,
      requireCodeOwnerReview: false,
      requireLastPushApproval: false,
      requiredApprovingReviewCount: 0,
      requiredReviewThreadResolution: false,
    },
  },
  required_status_checks: {
    type: 'RequiredStatusChecksParameters',
    unless: {
      doNotEnforceOnCreate: false,
      requiredStatusChecks: [],
      strictRequiredStatusChecksPolicy: false,
    },
  },
  tag_name_pattern: { type: 'TagNamePatternParameters', unless: { name: null, negate: false } },
  branch_name_pattern: { type: 'BranchNamePatternParameters', unless: { name: null, negate: false } },
  update: { type: 'UpdateParameters', unless: { updateAllowsFetchAndMerge: false } },
}

/** REST writes names_so, GraphQL namesSo. */
function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      camel(inner),
    ]),
  )
}

function parametersOf({ rule: { type, parameters = {} } }: RuleOf) {
  const known = parameterTypes[type]
  if (!known) return null
  const given = camel(parameters) as Readonly<Record<string, unknown>>
  const checks = given['requiredStatusChecks'] as readonly object[] | undefined
  return {
    __typename: known.type,
    ...known.unless,
    ...given,
    ...(checks && { requiredStatusChecks: checks.map((check) => ({ integrationId: null, ...check })) }),
  }
}

export const rulesetTypes = {
  RepositoryRuleset: {
    id: ({ id }) => nodeId('RepositoryRuleset', id),
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    target: ({ target }) => target.toUpperCase(),
    enforcement: ({ enforcement }) => enforcement.toUpperCase(),
    source: ({ repository }, _, { world }) => node('Repository', repositoryById(world, repository)),
    conditions: ({ include, exclude }) => ({
      refName: { include, exclude },
      repositoryId: null,
      repositoryName: null,
      repositoryProperty: null,
    }),
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
    rules: (ruleset, args: PageArguments & { readonly type?: string | null }) =>
      connection(
        rulesIn(ruleset).filter(({ rule }) => args.type == null || rule.type.toUpperCase() === args.type),
        args,
        { keyOf: ({ place }) => place, nodeOf: (rule) => node('RepositoryRule', rule) },
      ),
  } satisfies Fields<Ruleset>,
  RepositoryRule: {
    id: ({ ruleset, place }) => nodeId('RepositoryRule', `${ruleset.id}:${place}`),
    type: ({ rule }) => rule.type.toUpperCase(),
    parameters: parametersOf,
    repositoryRuleset: ({ ruleset }) => node('RepositoryRuleset', ruleset),
  } satisfies Fields<RuleOf>,
}
