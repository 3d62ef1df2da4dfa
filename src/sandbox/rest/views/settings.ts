import type { Secret, Variable } from '../../state/actions-rows.js'

/** actions-secret: never includes the value. */
export const settingView = ({ name, createdAt, updatedAt }: Secret | Variable) => ({
  name,
  created_at: createdAt,
  updated_at: updatedAt,
})

/** actions-variable */
export const variableView = (variable: Variable) => ({ ...settingView(variable), value: variable.value })
