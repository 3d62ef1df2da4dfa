import { nodeId } from '../../node-id.js'
import type { Request } from '../../request.js'
import { mayBypass } from '../../rules/repository/rulesets.js'
import type { Ruleset } from '../../state/protection-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'

/** repository-ruleset, as in lists */
export const shortRulesetView = (world: World, repository: Repository, ruleset: Ruleset) => ({
  id: ruleset.id,
  name: ruleset.name,
  target: ruleset.target,
  source_type: 'Repository',
  source: `${repository.owner}/${repository.name}`,
  enforcement: ruleset.enforcement,
  node_id: nodeId('RepositoryRuleset', ruleset.id),
  _links: {
    self: { href: `${repositoryUrl(world, repository)}/rulesets/${ruleset.id}` },
    html: { href: `${repositoryPage(world, repository)}/rules/${ruleset.id}` },
  },
  created_at: ruleset.createdAt,
  updated_at: ruleset.updatedAt,
})

/** repository-ruleset */
export const rulesetView = (request: Request, ruleset: Ruleset) => ({
  ...shortRulesetView(request.world, request.repository, ruleset),
  conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
  rules: ruleset.rules,
  bypass_actors: ruleset.bypass,
  current_user_can_bypass: mayBypass(request, ruleset, 'push')
    ? 'always'
    : mayBypass(request, ruleset, 'pull')
      ? 'pull_requests_only'
      : 'never',
})
