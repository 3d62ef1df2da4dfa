import { invalidRequest } from '../errors.js'
import { mustRead } from '../permissions.js'
import {
  createRuleset,
  deleteRuleset,
  rulesetOf,
  rulesetsOf,
  updateRuleset,
  type RulesetOptions,
} from '../rules/repository/rulesets.js'
import type { BypassActor, Rule, Ruleset } from '../state/protection-rows.js'
import { list, numberIn, requestIn, text, type Body, type Operations } from './operation.js'
import { rulesetView, shortRulesetView } from './views/ruleset.js'

export const rulesets: Operations = {
  'repos/get-repo-rulesets': (call) => {
    const { world, query } = call
    const request = requestIn(call)
    const { repository } = request
    mustRead(request)
    const targets = query.get('targets')?.split(',')
    const rows = rulesetsOf(world, repository).filter(({ target }) => targets?.includes(target) ?? true)
    return list(rows, (ruleset) => shortRulesetView(world, repository, ruleset))
  },

  'repos/get-repo-ruleset': (call) => {
    const request = requestIn(call)
    const ruleset = rulesetOf(request, numberIn(call, 'ruleset_id'))
    return { body: rulesetView(request, ruleset) }
  },

  'repos/create-repo-ruleset': async (call) => {
    const request = requestIn(call)
    const ruleset = await createRuleset(request, optionsIn(call.body))
    return { status: 201, body: rulesetView(request, ruleset) }
  },

  'repos/update-repo-ruleset': async (call) => {
    const request = requestIn(call)
    const id = numberIn(call, 'ruleset_id')
    const ruleset = await updateRuleset(request, id, optionsIn(call.body))
    return { body: rulesetView(request, ruleset) }
  },

  'repos/delete-repo-ruleset': (call) => {
    deleteRuleset(requestIn(call), numberIn(call, 'ruleset_id'))
    return { status: 204 }
  },
}

/** The options in the body, without missing fields. */
function optionsIn(body: Body): RulesetOptions {
  const conditions = (body['conditions'] as Body | undefined)?.['ref_name'] as Body | undefined
  const bypass = body['bypass_actors'] as readonly Partial<BypassActor>[] | undefined
  if (text(body, 'target') === 'push') throw invalidRequest('not in the sandbox: a ruleset for pushes')
  const all = {
    name: text(body, 'name'),
    target: text(body, 'target') as Ruleset['target'] | undefined,
    enforcement: text(body, 'enforcement') as Ruleset['enforcement'] | undefined,
    include: conditions?.['include'],
    exclude: conditions?.['exclude'],
    rules: body['rules'] as readonly Rule[] | undefined,
    bypass: bypass?.map(({ actor_id = null, actor_type = '', bypass_mode = 'always' }) => ({
      actor_id,
      actor_type,
      bypass_mode,
    })),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
