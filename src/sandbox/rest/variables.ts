import { createVariable, updateVariable, variableOf, variablesOf } from '../rules/actions/variables.js'
import { counted, repositoryIn, text, type Operations } from './operation.js'
import { variableView } from './views/settings.js'

export const variables: Operations = {
  'actions/list-repo-variables': (call) =>
    counted('variables', variablesOf(call.world, call.actor, repositoryIn(call)), variableView),

  'actions/get-repo-variable': (call) => ({
    body: variableView(variableOf(call.world, call.actor, repositoryIn(call), call.path['name'] ?? '')),
  }),

  'actions/create-repo-variable': (call) => {
    const { world, actor, body } = call
    const wish = { name: text(body, 'name') ?? '', value: text(body, 'value') ?? '' }
    createVariable(world, actor, repositoryIn(call), wish)
    return { status: 201, body: {} }
  },

  'actions/update-repo-variable': (call) => {
    const { world, actor, path, body } = call
    const wish = { name: text(body, 'name'), value: text(body, 'value') }
    updateVariable(world, actor, repositoryIn(call), path['name'] ?? '', wish)
    return { status: 204 }
  },
}
