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
/** The sandbox has no organization rulesets, so `includeParents` has no effect. */
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

interface RulesetRule {
  readonly ruleset: Ruleset
  readonly rule: Rule
  readonly index: number
}
const rulesIn = (ruleset: Ruleset): readonly RulesetRule[] =>
  ruleset.rules.map((rule, index) => ({ ruleset, rule, index }))

/** The rules that apply to a ref, of all rulesets. */
export const rulesOfRef = (
  { repository, name }: { readonly repository: Repository; readonly name: string },
  args: PageArguments,
  { world }: Call,
) =>
  connection(rulesetsFor(world, repository, name).flatMap(rulesIn), args, {
    keyOf: ({ ruleset, index }) => `${ruleset.id}:${index}`,
    nodeOf: (rule) => node('RepositoryRule', rule),
  })

/** The types of rule parameters with their default values; rules without parameters are not listed. */
const parameterTypes: Readonly<
  Record<string, { readonly type: string; readonly defaults: Readonly<Record<string, unknown>> }>
> = {
  pull_request: {
    type: 'PullRequestParameters',
    defaults: {
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
    defaults: {
      doNotEnforceOnCreate: false,
      requiredStatusChecks: [],
      strictRequiredStatusChecksPolicy: false,
    },
  },
  tag_name_pattern: { type: 'TagNamePatternParameters', defaults: { name: null, negate: false } },
  branch_name_pattern: { type: 'BranchNamePatternParameters', defaults: { name: null, negate: false } },
  update: { type: 'UpdateParameters', defaults: { updateAllowsFetchAndMerge: false } },
}

/** Converts names from the snake_case of REST to the camelCase of GraphQL. */
function toCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCamelCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      toCamelCase(child),
    ]),
  )
}

function parametersOf({ rule: { type, parameters = {} } }: RulesetRule) {
  const parameterType = parameterTypes[type]
  if (!parameterType) return null
  const given = toCamelCase(parameters) as Readonly<Record<string, unknown>>
  const checks = given['requiredStatusChecks'] as readonly object[] | undefined
  return {
    __typename: parameterType.type,
    ...parameterType.defaults,
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
        { keyOf: ({ index }) => index, nodeOf: (rule) => node('RepositoryRule', rule) },
      ),
  } satisfies Fields<Ruleset>,
  RepositoryRule: {
    id: ({ ruleset, index }) => nodeId('RepositoryRule', `${ruleset.id}:${index}`),
    type: ({ rule }) => rule.type.toUpperCase(),
    parameters: parametersOf,
    repositoryRuleset: ({ ruleset }) => node('RepositoryRuleset', ruleset),
  } satisfies Fields<RulesetRule>,
}
