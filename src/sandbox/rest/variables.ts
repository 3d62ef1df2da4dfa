import { createVariable, updateVariable, variableOf, variablesOf } from '../rules/actions/variables.js'
import { listWithCount, requestIn, text, type Operations } from './operation.js'
import { variableView } from './views/settings.js'

export const variables: Operations = {
  'actions/list-repo-variables': (call) =>
    listWithCount('variables', variablesOf(requestIn(call)), variableView),

  'actions/get-repo-variable': (call) => ({
    body: variableView(variableOf(requestIn(call), call.path['name'] ?? '')),
  }),

  'actions/create-repo-variable': (call) => {
    const { body } = call
    const options = { name: text(body, 'name') ?? '', value: text(body, 'value') ?? '' }
    createVariable(requestIn(call), options)
    return { status: 201, body: {} }
  },

  'actions/update-repo-variable': (call) => {
    const { path, body } = call
    const options = { name: text(body, 'name'), value: text(body, 'value') }
    updateVariable(requestIn(call), path['name'] ?? '', options)
    return { status: 204 }
  },
}
